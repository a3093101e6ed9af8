import Foundation

/// The conversations that are written down in Tests/SMTPTests/Transcripts.
package enum TranscriptFiles {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SMTPTests/Transcripts")

    /// The files' names, sorted; empty when the folder cannot be read.
    package static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".smtp") }.sorted()

    package static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}
