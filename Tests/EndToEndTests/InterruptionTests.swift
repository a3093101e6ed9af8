import Foundation
import TestSupport
import Testing

/// Stopping while a list is read that never ends.
@Suite("Nothing is left of what was interrupted before it was whole", .serialized)
struct InterruptionTests {
    private static func start(
        _ arguments: String, in files: CampaignFiles, environment: [String: String] = [:]
    ) throws -> BackgroundProcess {
        let endless = "<(echo name,email,number; yes Ada,ada@example.com,1)"
        return try BackgroundProcess(
            "/bin/bash", ["-c", "exec '\(Merganser.path)' \(arguments) < \(endless)"], in: files.folder.path,
            environment: environment)
    }

    private static func interrupt(
        _ process: BackgroundProcess, once isUnderWay: @escaping @Sendable () throws -> Bool
    ) async throws -> CommandResult {
        try await process.until(signalling: SIGINT, isUnderWay)
        return try await process.wait(seconds: 60)
    }

    @Test("An import that is interrupted leaves no campaign file, says so and ends with 130")
    func importing() async throws {
        let files = try CampaignFiles(rows: 1)
        let process = try Self.start("send letter.eml - --relay smtp://127.0.0.1:1 --yes", in: files)
        let result = try await Self.interrupt(process) {
            try files.folder.names().contains("letter.merganser.importing")
        }
        #expect(result.status == 130, "\(result.everything)")
        #expect(
            result.error.contains("Nothing was sent and no campaign file was kept"), "\(result.everything)")
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
    }

    @Test("A dry run that is interrupted has no manifest to be approved")
    func dryRun() async throws {
        let files = try CampaignFiles(rows: 1)
        let process = try Self.start("send letter.eml - --duplicates send --dry-run dry", in: files)
        let result = try await Self.interrupt(process) {
            FileManager.default.fileExists(atPath: files.folder("dry/000001.eml"))
        }
        #expect(result.status == 130, "\(result.everything)")
        #expect(result.error.contains("The dry run stopped there"), "\(result.everything)")
        #expect(!FileManager.default.fileExists(atPath: files.folder("dry/manifest.json")))
    }

    @Test("A check with groups that is interrupted leaves nothing of the list among temporary files")
    func checking() async throws {
        let files = try CampaignFiles(rows: 1)
        let temporary = try TemporaryFolder()
        let process = try Self.start(
            "check letter.eml - --group-by email", in: files, environment: ["TMPDIR": temporary.path])
        let result = try await Self.interrupt(process) { try !temporary.names().isEmpty }
        #expect(result.status == 130, "\(result.everything)")
        #expect(try temporary.names().isEmpty)
    }
}
