import Foundation
import TestSupport
import Testing

/// What the guide tells its reader to write or to type.
@Suite("The guide")
struct GuideTests {
    private static let folder = Merganser.packageRoot + "/docs"

    private static func page(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    @Test("Every configuration that a page shows is taken, by every command")
    func configurations() async throws {
        let folder = try TemporaryFolder()
        var count = 0
        for name in try TemporaryFolder.names(in: Self.folder) where name.hasSuffix(".md") {
            for block in try Self.page(name).components(separatedBy: "```yaml\n").dropFirst() {
                let text = block.components(separatedBy: "```\n").first ?? ""
                let path = try folder.write("page.yaml", text)
                for command in ["send", "check", "sink", "report"] {
                    let result = try await Merganser.run(
                        ["config", "show", command, "--config", path], in: folder.path)
                    #expect(result.status == 0, "\(name):\n\(text)\n\(result.everything)")
                }
                count += 1
            }
        }
        #expect(count >= 8)
    }

    @Test("Every command of the page on scripting works as it stands there")
    func scripting() async throws {
        let folder = try TemporaryFolder()
        #expect(try await DocumentedCommands(in: Self.page("scripting.md")).run(in: folder.path) == 8)
        #expect(try TemporaryFolder.names(in: folder("spring/received/new")).count == 10)
    }

    @Test("The commands of the example service and workflow are given options that there are")
    func examples() async throws {
        let texts = try ["newsletter.service", "campaign-workflow.yml"].map {
            try Self.page("examples/" + $0)
        }
        let commands = texts.joined(separator: "\n").components(separatedBy: "\n").compactMap { line in
            line.range(of: "merganser (send|resume|check) ", options: .regularExpression).map {
                line[$0.lowerBound...].split(separator: " ").map(String.init)
            }
        }
        #expect(commands.count == 5)
        for words in commands {
            let help = try await Merganser.run(["help", words[1]]).output
            for word in words where word.hasPrefix("--") {
                #expect(help.contains(word), "\(words.joined(separator: " "))")
            }
        }
    }
}
