import Foundation
import TestSupport

/// A real aiosmtpd on loopback: no PIPELINING, no CHUNKING.
struct AiosmtpdServer {
    /// What it asks of a client.
    enum Security {
        case plain
        /// STARTTLS, then AUTH as `user` with `password`.
        case authenticated
    }

    /// What it wrote down for each message it accepted; this is the truth.
    struct Acceptance: Decodable {
        let file: String
        let sender: String
        let recipients: [String]
        let size: Int
        let options: [String]
        let tls: Bool
        let user: String?
    }

    static let user = "ada"
    static let password = "correct horse"

    let port: Int
    private let folder: TemporaryFolder

    var received: String { folder("received") }
    var log: String { folder("aiosmtpd.jsonl") }
    var authority: String { folder("certificates/ca.pem") }
    /// A file that holds the password, as `--password-file` takes it.
    var passwordFile: String { folder("password") }

    /// Runs `body` beside an aiosmtpd and stops it, however `body` ends.
    static func run(_ security: Security, _ body: (AiosmtpdServer) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        var options: [String] = []
        if security == .authenticated { options = try await prepareSecrets(in: folder) }
        let replacing = "import os, sys; os.execv(sys.executable, [sys.executable] + sys.argv[1:])"
        // Letting go of a BackgroundProcess kills it, so every way out of this function ends the server.
        let process = try BackgroundProcess(
            try PythonScript.interpreter(),
            [
                "-c", PythonScript.unblockingSignals + replacing,
                "\(PythonScript.servers)/aiosmtpd_server.py", "127.0.0.1", "0", folder("received"),
                folder("aiosmtpd.jsonl"), "--lifetime", "300",
            ] + options)
        let port = try await process.waitForOutput { output -> Int? in
            output.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.1) }
        }
        guard let port else {
            throw TestServerFault(
                "aiosmtpd did not start; install it with: make setup\n\(process.output)\(process.error)")
        }
        try await body(AiosmtpdServer(port: port, folder: folder))
        process.signal(SIGTERM)
        _ = try await process.wait(seconds: 60)
    }

    /// What was accepted, by the name of the file it is in.
    func acceptances() throws -> [String: Acceptance] {
        let lines = try folder.read("aiosmtpd.jsonl").split(separator: UInt8(ascii: "\n"))
        let decoder = JSONDecoder()
        let all = try lines.map { try decoder.decode(Acceptance.self, from: Data($0)) }
        return Dictionary(all.map { ($0.file, $0) }) { first, _ in first }
    }

    private static func prepareSecrets(in folder: TemporaryFolder) async throws -> [String] {
        let made = try await Command.run(
            "bash", ["\(PythonScript.servers)/certificates.sh", folder("certificates")], seconds: 60)
        guard made.status == 0 else {
            throw TestServerFault("certificates.sh needs the openssl of `make setup`: \(made.everything)")
        }
        let passwordFile = try folder.write("password", password + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwordFile)
        return [
            "--certificate", folder("certificates/server.pem"), "--key", folder("certificates/server.key"),
            "--user", user, "--password-file", passwordFile,
        ]
    }
}
