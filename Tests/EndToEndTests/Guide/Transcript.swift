import Foundation
import TestSupport

/// A page with what was typed and what was printed: the blocks of Markdown that are marked `console`.
///
/// A line behind `$ ` begins a command, which goes on to the end of its here-document; up to the next one stands what
/// it prints.
struct Transcript {
    struct Step {
        var command: [String]
        var output: [String] = []
    }

    private enum Piece {
        case prose(String)
        case step(Step)
    }

    private var pieces: [Piece] = []

    init(in page: String) {
        var isConsole = false
        var step: Step?
        var terminator: Substring?
        for line in page.components(separatedBy: "\n") {
            if isConsole, let end = terminator {
                step?.command.append(line)
                if line == end { terminator = nil }
            } else if isConsole, line.hasPrefix("$ ") {
                if let step { pieces.append(.step(step)) }
                step = Step(command: [String(line.dropFirst(2))])
                terminator = line.firstMatch(of: /<<'(\w+)'/)?.1
            } else if isConsole, line != "```" {
                step?.output.append(line)
            } else {
                if let step { pieces.append(.step(step)) }
                step = nil
                isConsole = line == "```console"
                pieces.append(.prose(line))
            }
        }
    }

    var steps: [Step] {
        pieces.compactMap { piece in
            if case .step(let step) = piece { step } else { nil }
        }
    }

    /// The page with other outputs, as many as there are steps.
    func page(printing outputs: [[String]]) -> String {
        var outputs = outputs[...]
        let lines = pieces.flatMap { piece -> [String] in
            switch piece {
            case .prose(let line): [line]
            case .step(let step):
                ["$ " + (step.command.first ?? "")] + step.command.dropFirst() + (outputs.popFirst() ?? [])
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension Transcript {
    /// What is printed without what differs from one day or one machine to the next.
    ///
    /// Without the sentences on progress, too: whether there is time for one is up to the machine.
    static func comparable(_ lines: [String]) -> [String] {
        lines.filter { $0.firstMatch(of: #/^[\d,]+ of [\d,]+: /#) == nil }.map { line in
            line
                .replacing(/\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d \+0000/, with: "DATE")
                .replacing(/<\w+@example/, with: "<ID@example")
                .replacing(/[\d.,]+ (ms|s)\b/, with: "TIME")
                .replacing(/[\d,]+\/s/, with: "SPEED")
                // A date has one digit or two.
                .replacing(/[\d,]+ octets/, with: "SIZE")
                .replacing(/\d+ round trips?, \d+ saved/, with: "ROUND TRIPS")
                .replacing(#/^connections: \d+/#, with: "CONNECTIONS")
        }
    }
}
