import Foundation
import TestSupport

/// A mail server that others wrote, on loopback; Tests/Servers/NAME.sh says what it is made of.
struct MailServer {
    enum Kind: String, CaseIterable {
        case postfix
        case exim
        case openSMTPD = "opensmtpd"
        case sendmail
        case dovecot
        case aiosmtpd
    }

    enum Way: String, CaseIterable {
        case plain
        case startTLS = "STARTTLS"
        case implicitTLS = "implicit TLS"
    }

    let port: Int
    /// Here TLS starts with the first octet.
    let tlsPort: Int
    /// Here LMTP is spoken, in clear; nil where it is not.
    let lmtpPort: Int?
    private let kind: Kind
    private let folder: TemporaryFolder

    /// A Maildir, one file for each message delivered.
    var received: String { folder("received") }
    /// A file of its own folder.
    func callAsFunction(_ name: String) -> String { folder(name) }

    /// Runs `body` beside a server and stops it, however `body` ends.
    static func run(
        _ kind: Kind, environment: [String: String] = [:], _ body: (MailServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        do {
            let environment = environment.merging(
                ["SERVER_LIFETIME": "300", "POSTFIX_LIFETIME": "300"]) { $1 }
            let started = try await PythonScript.shell(
                "\(kind.rawValue).sh", ["start", folder.path], environment: environment)
            try await body(MailServer(kind, in: folder, started))
        } catch {
            // A task of its own, because this one may be cancelled: a time limit must not leave the server running.
            _ = await Task { try await stop(kind, folder) }.result
            throw error
        }
        try await stop(kind, folder)
    }

    private init(_ kind: Kind, in folder: TemporaryFolder, _ started: CommandResult) throws {
        try Self.requireSuccess(started, of: kind)
        let ports = started.output.split(separator: "\n").compactMap { line in
            line.split(separator: ":").last.flatMap { Int($0) }
        }
        guard ports.count >= 2 else {
            throw TestServerFault("\(kind.rawValue).sh named no ports: \(started.everything)")
        }
        port = ports[0]
        tlsPort = ports[1]
        lmtpPort = ports.count > 2 ? ports[2] : nil
        self.kind = kind
        self.folder = folder
    }

    /// What `--relay` takes, and the authority to trust.
    func relay(_ way: Way) -> (url: String, options: [String]) {
        let trust = ["--ca-file", folder("certificates/ca.pem")]
        return switch way {
        case .plain: ("smtp://127.0.0.1:\(port)?tls=none", [])
        case .startTLS: ("smtp://localhost:\(port)?tls=required", trust)
        case .implicitTLS: ("smtps://localhost:\(tlsPort)", trust)
        }
    }

    /// Waits until every accepted message has been delivered.
    func drain() async throws {
        try Self.requireSuccess(
            await PythonScript.shell("\(kind.rawValue).sh", ["drain", folder.path]), of: kind)
    }

    func text(_ name: String) throws -> String { String(decoding: try folder.read(name), as: UTF8.self) }

    private static func stop(_ kind: Kind, _ folder: TemporaryFolder) async throws {
        try requireSuccess(await PythonScript.shell("\(kind.rawValue).sh", ["stop", folder.path]), of: kind)
    }

    private static func requireSuccess(_ result: CommandResult, of kind: Kind) throws {
        guard result.status == 0 else {
            throw TestServerFault(
                "\(kind) cannot be used; it needs root and what `make setup` installs: \(result.everything)")
        }
    }
}
