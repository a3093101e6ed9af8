import Foundation
import TestSupport
import Testing

/// Who we are, to a Dovecot that offers one mechanism at a time.
@Suite("Authentication at Dovecot", .serialized)
struct AuthenticationServerTests {
    private static let wrong = "wrong horse, battery & staple"

    @Test(
        "The right password is accepted; a wrong one ends the run after one attempt, and neither is in any output",
        .timeLimit(.minutes(15)),
        arguments: ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"])
    func password(_ mechanism: String) async throws {
        try await MailServer.run(.dovecot, environment: ["DOVECOT_MECHANISMS": mechanism.lowercased()]) {
            server in
            let secret = try server.text("password").trimmingCharacters(in: .newlines)
            let right = try await Attempt(
                server, ["--username", "ada", "--password-file", server("password")])
            #expect(right.result.status == 0, "\(right.result.everything)")
            try right.expectAbsent(secret)
            #expect(right.attempts >= 1)
            #expect(try right.transcript().contains("AUTH \(mechanism)"))

            let folder = try TemporaryFolder()
            let file = try folder.write("wrong", Self.wrong + "\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let wrong = try await Attempt(server, ["--username", "ada", "--password-file", file])
            #expect(wrong.result.status == 77, "\(wrong.result.everything)")
            #expect(wrong.attempts == 1, "\(wrong.result.everything)")
            try wrong.expectAbsent(Self.wrong)
        }
    }

    @Test(
        "A token is taken until it has expired, and then another is asked for; one that never was good ends the run",
        .timeLimit(.minutes(15)), arguments: ["XOAUTH2", "OAUTHBEARER"])
    func token(_ mechanism: String) async throws {
        let tokens = try BackgroundProcess(
            try PythonScript.interpreter(), ["\(PythonScript.servers)/token_server.py", "2"])
        let port = try await tokens.waitForOutput { output in
            output.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.1) }
        }
        let url = "http://127.0.0.1:\(try #require(port))/?token="
        let environment = ["DOVECOT_MECHANISMS": mechanism.lowercased(), "DOVECOT_TOKENS": url]
        try await MailServer.run(.dovecot, environment: environment) { server in
            let folder = try TemporaryFolder()
            let command = "echo x >> \(folder("runs")); echo good-$(wc -l < \(folder("runs")))-of-many"
            // Four connections of three messages: each token is good for two.
            let right = try await Attempt(
                server,
                [
                    "--username", "ada", "--token-command", command, "--connections", "1",
                    "--messages-per-connection", "3",
                ])
            #expect(right.result.status == 0, "\(right.result.everything)")
            #expect(try folder.read("runs").count == 4, "\(right.result.everything)")
            try right.expectAbsent("good-1-of-many", "good-2-of-many")

            let wrong = try await Attempt(
                server, ["--username", "ada", "--token-command", "echo bad-token-of-nobody"])
            #expect(wrong.result.status == 77, "\(wrong.result.everything)")
            #expect(wrong.attempts == 1, "\(wrong.result.everything)")
            try wrong.expectAbsent("bad-token-of-nobody")
        }
    }

    @Test(
        "A client certificate stands for a password; a stranger's ends the run after one attempt",
        .timeLimit(.minutes(15)))
    func external() async throws {
        let environment = ["DOVECOT_MECHANISMS": "external", "DOVECOT_CERTIFICATES": "yes"]
        try await MailServer.run(.dovecot, environment: environment) { server in
            for (name, status) in [("client", Int32(0)), ("stranger", 77)] {
                let attempt = try await Attempt(
                    server,
                    [
                        "--auth", "EXTERNAL", "--client-certificate", server("certificates/\(name).pem"),
                        "--client-key", server("certificates/\(name).key"),
                    ])
                #expect(attempt.result.status == status, "\(attempt.result.everything)")
                if status == 77 { #expect(attempt.attempts == 1, "\(attempt.result.everything)") }
            }
        }
    }
}

/// One campaign of twelve messages, and what the server's log says of it.
private struct Attempt {
    let result: CommandResult
    /// How often AUTH was tried, as Dovecot counts it.
    let attempts: Int
    private let files: CampaignFiles

    init(_ server: MailServer, _ options: [String]) async throws {
        files = try CampaignFiles(rows: 12)
        let (url, trust) = server.relay(.startTLS)
        let before = try Self.count(server)
        result = try await files.send(
            url,
            trust + options + [
                "--transcript", files.folder("transcript"), "--log", files.folder("outcomes.jsonl"),
            ])
        attempts = try Self.count(server) - before
    }

    private static func count(_ server: MailServer) throws -> Int {
        try server.text("dovecot.log").components(separatedBy: "client in: AUTH\t").count - 1
    }

    func transcript() throws -> String {
        String(decoding: try files.folder.read("transcript"), as: UTF8.self)
    }

    /// Neither the secrets nor their Base64, wherever in a longer text they may have stood.
    func expectAbsent(_ secrets: String...) throws {
        var texts = [(name: "output", text: result.output + result.error)]
        for name in try files.folder.names() {
            texts.append((name, String(decoding: try files.folder.read(name), as: UTF8.self)))
        }
        for secret in secrets {
            let shifted = (0..<3).map { shift in
                let encoded = Data(repeating: 0, count: shift) + Data(secret.utf8)
                return String(encoded.base64EncodedString().dropFirst(4).dropLast(4))
            }
            for form in [secret] + shifted {
                for (name, text) in texts { #expect(!text.contains(form), "\(form) is in \(name)") }
            }
        }
    }
}
