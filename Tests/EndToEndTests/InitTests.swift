import Foundation
import TestSupport
import Testing

/// `merganser init`, and what its reader does next.
@Suite("A folder to begin with", .serialized)
struct InitTests {
    @Test("Every command that the README of a new folder names works there as it stands")
    func readme() async throws {
        let folder = try TemporaryFolder()
        let made = try await Merganser.run(["init", "spring/letters"], in: folder.path)
        #expect(made.status == 0, "\(made.everything)")
        #expect(made.output.contains("  cd spring/letters\n"), "\(made.output)")
        let names = try TemporaryFolder.names(in: folder("spring/letters"))
        #expect(names == ["README.md", "letter.eml", "letter.html", "list.csv", "merganser.yaml"])
        let page = String(decoding: try folder.read("spring/letters/README.md"), as: UTF8.self)
        let commands = DocumentedCommands(in: page)
        // What init itself prints is among them.
        for line in made.output.split(separator: "\n") where line.hasPrefix("  merganser ") {
            #expect(commands.lines.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
        }
        #expect(try await commands.run(in: folder("spring/letters")) >= 6)
        let received = try TemporaryFolder.names(in: folder("spring/letters/received/new"))
        #expect(received.count == 5)
    }

    @Test("As its README says, the campaign file can be deleted to rehearse again, also after a look at it")
    func again() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Merganser.run(["init"], in: folder.path).status == 0)
        let sink = try await RunningSink()
        for turn in 1...2 {
            let sent = try await Merganser.run(
                ["send", "letter.eml", "list.csv", "--relay", sink.url], in: folder.path)
            #expect(sent.status == 0, "\(turn): \(sent.everything)")
            #expect(try await Merganser.run(["status", "letter.merganser"], in: folder.path).status == 0)
            try FileManager.default.removeItem(atPath: folder("letter.merganser"))
        }
        #expect(try sink.deliveries().values.allSatisfy { $0 == 2 })
        try await sink.stop()
    }

    @Test("All rows of the new list make messages, and check has nothing to say")
    func sound() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Merganser.run(["init"], in: folder.path).status == 0)
        let result = try await Merganser.run(["check", "letter.eml", "list.csv"], in: folder.path)
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.split(separator: "\n").count == 2, "\(result.output)")
        #expect(result.output.contains("5 rows: 5 to send"), "\(result.output)")
        #expect(result.error.isEmpty)
    }

    @Test("Where one of the files is there already, even as a link to nowhere, none is written")
    func keeps() async throws {
        for make in [
            { try $0.write("list.csv", "mine\n") },
            {
                try FileManager.default.createSymbolicLink(
                    atPath: $0("list.csv"), withDestinationPath: "/nowhere/list.csv")
            },
        ] as [(TemporaryFolder) throws -> Void] {
            let folder = try TemporaryFolder()
            try make(folder)
            let result = try await Merganser.run(["init"], in: folder.path)
            #expect(result.status == 73, "\(result.everything)")
            #expect(result.error.contains("./list.csv is there already"), "\(result.error)")
            #expect(try folder.names() == ["list.csv"])
        }
    }

    @Test("A folder that cannot be made is told by its name")
    func noFolder() async throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        let result = try await Merganser.run(["init", "file/below"], in: folder.path)
        #expect(result.status == 73, "\(result.everything)")
        #expect(result.error.contains("cannot create file"), "\(result.error)")
        #expect(try folder.names() == ["file"])
    }

    @Test("Every command of the page on first steps works as it stands there")
    func firstSteps() async throws {
        let folder = try TemporaryFolder()
        let page = try String(contentsOfFile: Merganser.packageRoot + "/docs/start.md", encoding: .utf8)
        #expect(try await DocumentedCommands(in: page).run(in: folder.path) >= 8)
    }
}
