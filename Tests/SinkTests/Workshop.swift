import Foundation
import Sink
import TestSupport
import Testing

/// A folder for one test: the log and the Maildir of a server, and a certificate when one is asked for.
final class Workshop {
    let path = FileManager.default.temporaryDirectory.appending(path: "merganser-sink-\(UUID())").path
    var log: String { path + "/log.jsonl" }
    var maildir: String { path + "/maildir" }

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Settings that log into this folder.
    func settings(_ change: (inout SinkSettings) throws -> Void = { _ in }) rethrows -> SinkSettings {
        var settings = SinkSettings()
        settings.logPath = log
        try change(&settings)
        return settings
    }

    /// The events of the log, in order.
    func events(_ name: String? = nil) throws -> [[String: Any]] {
        let octets = try Data(contentsOf: URL(filePath: log))
        let events = try octets.split(separator: 0x0A).map {
            try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] ?? [:]
        }
        return events.filter { name == nil || $0["event"] as? String == name }
    }

    /// The messages that were delivered to the Maildir, in order.
    func messages() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: maildir + "/new").sorted().map {
            [UInt8](try Data(contentsOf: URL(filePath: maildir + "/new/" + $0)))
        }
    }

    /// A certificate for `localhost` that signs itself, with its key.
    func certificate() throws -> (certificate: String, key: String) {
        let files = (path + "/certificate.pem", path + "/key.pem")
        let made = try Command.runHere(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", files.1,
                "-out", files.0,
            ])
        try #require(made.status == 0, "\(made.everything)")
        return files
    }
}
