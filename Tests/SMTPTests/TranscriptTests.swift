import Foundation
import Testing

@Suite("Conversations written down in Transcripts/")
struct TranscriptTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "Transcripts")
    static let names: [String] =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".smtp") }
            .sorted())
        ?? []

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test("The conversation goes as written, whichever way the replies arrive", arguments: names)
    func plays(name: String) throws {
        try TranscriptPlayer(Self.text(name)).play()
    }

    @Test("There are transcripts")
    func exist() {
        #expect(Self.names.count >= 14)
    }
}
