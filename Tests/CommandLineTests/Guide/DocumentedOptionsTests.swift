import ArgumentParser
import Testing

@testable import merganser

/// Whether the guide names commands and options that there are, also where a command needs somebody else's server.
@Suite("Commands and options in the guide")
struct DocumentedOptionsTests {
    /// Words of the pages for which the reader puts something of their own.
    private static func filled(_ word: String) -> String {
        if word.contains("$(") || word.contains("…-") {
            return String(repeating: "0", count: 32) + "-" + String(repeating: "0", count: 64)
        }
        return switch word {
        case "URL", "…": "smtp://relay.example"
        default: word
        }
    }

    /// The command that the words begin with, and what they say to it.
    ///
    /// Parsing by that one is much quicker than by the whole program.
    private static func command(in words: [String]) -> (type: any ParsableCommand.Type, rest: [String]) {
        var type: any ParsableCommand.Type = Merganser.self
        var rest = words.first == "help" ? words.dropFirst() : words[...]
        while let next = rest.first,
            let found = type.configuration.subcommands.first(where: { $0._commandName == next })
        {
            type = found
            rest.removeFirst()
        }
        return (type, Array(rest))
    }

    @Test("Every command in the guide is one that the program takes")
    func commands() {
        var count = 0
        for page in GuideText.all {
            for words in page.commands where words.first != "help" {
                count += 1
                var (type, rest) = Self.command(in: words.map(Self.filled))
                // A page may leave it to the configuration.
                let saysWhereTo = ["--relay", "--dry-run", "--rehearse"].contains(where: rest.contains)
                if type == SendCommand.self, !saysWhereTo { rest += ["--relay", "smtp://relay.example"] }
                do {
                    _ = try type.parse(rest)
                } catch {
                    #expect(
                        type.exitCode(for: error).isSuccess,
                        "\(page.name): \(words.joined(separator: " "))\n\(type.fullMessage(for: error))")
                }
            }
        }
        #expect(count >= 100)
    }

    @Test("Every command that the guide's prose names is there, with the options it names")
    func spans() {
        var count = 0
        for page in GuideText.all {
            for span in page.codeSpans where span.hasPrefix("merganser ") {
                count += 1
                let words = span.split(separator: " ").dropFirst().map(String.init)
                let (type, rest) = Self.command(in: words)
                #expect(type != Merganser.self || rest == ["COMMAND"], "\(page.name): \(span)")
                let options = rest.filter { $0.hasPrefix("--") }
                guard !options.isEmpty else { continue }
                let help = type.helpMessage()
                for option in options {
                    #expect(help.names(option: String(option.dropFirst(2))), "\(page.name): \(span)")
                }
            }
        }
        #expect(count >= 20)
    }

    @Test("Every option that the guide names is one of some command")
    func options() {
        let all = Merganser.configuration.subcommands
            .flatMap { [$0] + $0.configuration.subcommands }
            .map { $0.helpMessage(includeHidden: true) }.joined()
        var count = 0
        // The page of comparisons names other programs' options.
        for page in GuideText.all where page.name != "docs/comparison.md" {
            for span in page.codeSpans {
                for match in span.matches(of: /(?:^|\s)--([a-z0-9][a-z0-9-]*)/) {
                    count += 1
                    #expect(all.names(option: String(match.1)), "\(page.name): \(span)")
                }
            }
        }
        #expect(count >= 100)
    }
}
