import Foundation
import TestSupport

/// The pages that tell people what to type.
struct GuideText {
    let name: String
    private let lines: [String]

    static let all: [GuideText] = {
        let folder = Merganser.packageRoot + "/docs"
        let names = (try? TemporaryFolder.names(in: folder)) ?? []
        return
            (["README.md", "samples/README.md"] + names.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 })
            .map { GuideText(name: $0) }
    }()

    init(name: String) {
        self.name = name
        let path = TestSupport.Merganser.packageRoot + "/" + name
        lines = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").components(separatedBy: "\n")
    }

    /// The words behind `merganser` in its blocks of code, indented or fenced.
    var commands: [[String]] {
        var commands: [[String]] = []
        var isFenced = false
        var pending = ""
        for line in lines {
            if line.hasPrefix("```") {
                isFenced.toggle()
                continue
            }
            guard isFenced || line.hasPrefix("    ") else { continue }
            pending += line.hasSuffix("\\") ? String(line.dropLast()) : line
            if line.hasSuffix("\\") { continue }
            commands += Self.calls(in: pending)
            pending = ""
        }
        return commands
    }

    /// What stands between backquotes in its prose.
    var codeSpans: [String] {
        var isFenced = false
        return lines.flatMap { line -> [String] in
            if line.hasPrefix("```") { isFenced.toggle() }
            guard !isFenced, !line.hasPrefix("    ") else { return [] }
            return line.matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }

    /// Where the program is called in a line of shell: at its beginning, or behind what another command can stand
    /// behind.
    private static func calls(in line: String) -> [[String]] {
        var calls: [[String]] = []
        var call: [String]?
        var isBeginning = true
        for word in ShellWords(line) {
            switch word {
            case .operator:
                if let call { calls.append(call) }
                call = nil
                isBeginning = true
            case .word(let text):
                if call != nil {
                    call?.append(text)
                } else if isBeginning, text == "merganser" {
                    call = []
                } else {
                    // Variables and prompts stand before a command.
                    isBeginning = text.contains("=") || ["$", "{", "do"].contains(text)
                }
            }
        }
        return calls + (call.map { [$0] } ?? [])
    }
}

/// Words and operators of a line of shell, as far as the guide uses it: quotes, `$(…)`, comments.
private struct ShellWords: Sequence, IteratorProtocol {
    enum Word {
        case word(String)
        /// Ends a command: `;`, `&`, `|`, or a redirection.
        case `operator`
    }

    private var rest: Substring

    init(_ line: String) { rest = line[...] }

    mutating func next() -> Word? {
        rest = rest.drop { $0 == " " }
        guard let first = rest.first, first != "#" else { return nil }
        if ";&|<>".contains(first) {
            rest = rest.drop { ";&|<>".contains($0) }
            return .operator
        }
        var word = ""
        var quote: Character?
        var depth = 0
        while let next = rest.first {
            if let open = quote {
                if next == open { quote = nil } else { word.append(next) }
            } else if depth == 0, next == "'" || next == "\"" {
                quote = next
            } else if depth == 0, " ;&|<>".contains(next) {
                break
            } else {
                if next == "(" { depth += 1 }
                if next == ")" { depth -= 1 }
                word.append(next)
            }
            rest.removeFirst()
        }
        return .word(word)
    }
}
