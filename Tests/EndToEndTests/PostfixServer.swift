import Foundation
import TestSupport

/// A real Postfix of the test's own on loopback; Tests/Servers/postfix.sh says what it is made of.
struct PostfixServer {
    let port: Int
    /// Here TLS starts with the first octet.
    let tlsPort: Int
    private let folder: TemporaryFolder

    /// A Maildir, one file for each message delivered.
    var received: String { folder("received") }
    /// The authority that signed its certificate for `localhost`.
    var authority: String { folder("certificates/ca.pem") }

    /// Runs `body` beside a Postfix and stops it, however `body` ends.
    static func run(_ body: (PostfixServer) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        do {
            try await body(PostfixServer(in: folder))
        } catch {
            // A task of its own, because this one may be cancelled: a time limit must not leave the server running.
            _ = await Task { try await control("stop", folder) }.result
            throw error
        }
        try await requireSuccess(control("stop", folder))
    }

    private init(in folder: TemporaryFolder) async throws {
        // Queue ids that are never used again, so that a reply names one message.
        let started = try await Self.control(
            "start", folder,
            environment: ["POSTFIX_EXTRA": "enable_long_queue_ids = yes", "POSTFIX_LIFETIME": "300"])
        try Self.requireSuccess(started)
        let ports = started.output.split(separator: "\n").compactMap { line in
            line.split(separator: ":").last.flatMap { Int($0) }
        }
        guard ports.count == 2 else {
            throw TestServerFault("postfix.sh named no ports: \(started.everything)")
        }
        port = ports[0]
        tlsPort = ports[1]
        self.folder = folder
    }

    /// Waits until every accepted message has been delivered.
    func drain() async throws {
        try Self.requireSuccess(await Self.control("drain", folder))
    }

    private static func control(
        _ action: String, _ folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await PythonScript.shell(
            "postfix.sh", [action, folder.path], environment: environment, seconds: 120)
    }

    private static func requireSuccess(_ result: CommandResult) throws {
        guard result.status == 0 else {
            throw TestServerFault(
                "Postfix cannot be used; it needs root and the packages of `make setup`: \(result.everything)"
            )
        }
    }
}

/// What its log says.
extension PostfixServer {
    private func logLines() throws -> [Substring] {
        try String(contentsOfFile: folder("maillog"), encoding: .utf8).split(separator: "\n")
    }

    /// The recipients to whom each queue id was delivered.
    func deliveries() throws -> [String: [String]] {
        var recipients: [String: [String]] = [:]
        for line in try logLines() where line.contains("status=sent (delivered to maildir)") {
            let match = line.firstMatch(of: /virtual\[\d+\]: (?<id>\w+): to=<(?<address>[^>]*)>/)
            guard let match else { throw TestServerFault("not understood: \(line)") }
            recipients[String(match.id), default: []].append(String(match.address))
        }
        return recipients
    }

    /// How often each command was given, over all connections: `["bdat": 26, ...]`, refused ones included.
    ///
    /// Postfix writes this when a connection is closed, which may be a moment after the client is done: this waits
    /// until no connection is open.
    func commands() async throws -> [String: Int] {
        let found = try await Polling.first(within: 60) { () -> [String: Int]? in
            let lines = try logLines()
            let ends = lines.filter { $0.contains("/smtpd[") && $0.contains("]: disconnect from ") }
            let begins = lines.filter { $0.contains("/smtpd[") && $0.contains("]: connect from ") }
            return ends.count < begins.count ? nil : Self.sums(in: ends)
        }
        guard let found else { throw TestServerFault("connections to Postfix stay open") }
        return found
    }

    /// Adds up lines such as `disconnect from unknown[127.0.0.1] mail=7 rcpt=6/7 bdat=6 quit=1 commands=20/21`.
    private static func sums(in lines: [Substring]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for match in lines.flatMap({ $0.matches(of: #/ (?<verb>\w+)=(?:\d+/)?(?<given>\d+)/#) }) {
            counts[String(match.verb), default: 0] += Int(match.given) ?? 0
        }
        return counts
    }
}
