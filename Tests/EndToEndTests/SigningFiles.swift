import Foundation
import TestSupport

/// Keys, certificates and key records for one test, made by the `openssl` command line.
struct SigningFiles {
    let folder: TemporaryFolder
    var rsa: String { folder("rsa.pem") }
    var ed25519: String { folder("ed25519.pem") }
    var certificate: String { folder("smime.pem") }
    var certificateKey: String { folder("smime.key") }
    var records: String { folder("records.txt") }

    /// Two signatures, by `news` and `ed`.
    var dkim: [String] { ["--dkim", "news=\(rsa)", "--dkim", "ed@example.org=\(ed25519)"] }

    init() async throws {
        folder = try TemporaryFolder()
        try await openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", rsa)
        try await openssl("genpkey", "-algorithm", "ed25519", "-out", ed25519)
        try await openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificateKey, "-out", certificate,
            "-days",
            "30", "-subj", "/CN=Sender", "-addext", "subjectAltName=email:sender@example.org", "-addext",
            "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=emailProtection")
        for key in [rsa, ed25519, certificateKey] { try protect(key) }
        var lines = ""
        for (selector, key) in [("news", rsa), ("ed", ed25519)] {
            lines += "\(selector)._domainkey.example.org \(try await record(of: key))\n"
        }
        try folder.write("records.txt", lines)
    }

    func openssl(_ arguments: String...) async throws {
        let result = try await Command.run("openssl", arguments, in: folder.path, seconds: 60)
        guard result.status == 0 else { throw TestServerFault("openssl: \(result.everything)") }
    }

    func protect(_ path: String, _ mode: Int = 0o600) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// What `dkim-record` prints.
    func record(of key: String) async throws -> String {
        let result = try await Merganser.run(["dkim-record", "--key", key])
        guard result.status == 0 else { throw TestServerFault("dkim-record: \(result.everything)") }
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// What dkimpy says of each signature of each message.
    func verified(_ folders: [String]) async throws -> [[Bool]] {
        struct Line: Decodable { let signatures: [Bool] }
        return try await PythonScript.lines(of: "verify_dkim.py", [records] + folders, as: Line.self)
            .map(\.signatures)
    }
}
