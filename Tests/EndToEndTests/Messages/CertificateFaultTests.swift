import Foundation
import TestSupport
import Testing

/// What is said of a server's certificate, or of its TLS, by a run that ends before anything is said by SMTP.
@Suite("A server that TLS gives no trust in is told of with the reason, and with status 77", .serialized)
struct CertificateFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let certificate: String
        let said: String
        /// Of `openssl s_server`.
        var server: [String] = []
        /// Of `send`; ca.pem is trusted unless another file is.
        var options: [String] = []
        var testDescription: String { "\(certificate): \(said)" }
    }

    private static let weak = "has a key or a signature that is too weak (SHA-1, MD5, RSA under 2,048 bits)"
    private static let anyLevel = ["-cipher", "ALL:@SECLEVEL=0"]

    @Test(
        "The reason is that of the certificate, or of the handshake",
        arguments: [
            Fault(
                certificate: "expired",
                said: "“CN=localhost” expired on 2024-01-31 00:00:00 UTC; the server needs a new one"),
            Fault(
                certificate: "future",
                said: "“CN=localhost” is not valid before 2090-01-01 00:00:00 UTC; see whether the clock"),
            Fault(
                certificate: "wrong-host",
                said: "is not for localhost but for mail.example.org; give the relay by a name"),
            Fault(
                certificate: "partial", said: "is not for localhost but for local*; give the relay by a name"),
            Fault(
                certificate: "nameless",
                said: "is not for localhost but for no host at all (it has no subject alternative name)"),
            Fault(
                certificate: "wrong-use",
                said: "“CN=localhost” is not made for this use, a TLS server or its issuer"),
            Fault(
                certificate: "self-signed",
                said:
                    "“CN=localhost” is signed by itself, so anybody could have made it; if it is the right one"
            ),
            Fault(certificate: "sha1", said: weak, server: anyLevel),
            Fault(certificate: "small", said: weak, server: anyLevel),
            Fault(
                certificate: "server",
                said: "leads to “CN=Merganser Test Authority”, which is not trusted here",
                options: ["--ca-file", "self-signed.pem"]),
            Fault(
                certificate: "server",
                said: "its key is none of those given with --pin; if the key was changed on purpose",
                options: ["--pin", "sha256/" + String(repeating: "A", count: 43) + "="]),
            Fault(
                certificate: "server", said: "the server speaks no TLS 1.2 or later; have it updated",
                server: ["-tls1_1"] + anyLevel),
            Fault(
                certificate: "server",
                said: "the server ended TLS with alert 40 (handshake failure); its log says more",
                server: ["-tls1_2", "-cipher", "PSK"]),
        ])
    func refused(_ fault: Fault) async throws {
        let certificates = try await Self.made()
        let server = try BackgroundProcess(
            "openssl",
            [
                "s_server", "-www", "-accept", "127.0.0.1:0", "-cert", "\(fault.certificate).pem", "-key",
                "\(fault.certificate).key",
            ] + fault.server, in: certificates.path)
        let found = try await server.waitForOutput { output in
            output.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) }
        }
        let port = try #require(found, "\(server.error)")
        let files = try CampaignFiles(rows: 1)
        let trust = fault.options.contains("--ca-file") ? [] : ["--ca-file", "ca.pem"]
        let result = try await Merganser.run(
            [
                "send", files.template, files.list, "--relay", "smtps://localhost:\(port)", "--yes",
                "--campaign",
                files.campaign,
            ] + trust + fault.options, in: certificates.path)
        #expect(result.status == 77, "\(result.everything)")
        #expect(
            result.error.contains("error: smtps://localhost:\(port): ") && result.error.contains(fault.said),
            "\(result.error)")
        #expect(result.output.contains("pending   1"), "\(result.output)")
        server.signal(SIGKILL)
        _ = try await server.wait(seconds: 60)
    }

    @Test(
        "TLS that is cut off before QUIT is a lost connection, at whatever point, and nothing is taken for a reply",
        arguments: [
            ("afterEHLO", 69, "error: URL: the connection was lost\n"),
            ("afterRCPT", 75, "In doubt: the connection was lost before the relay's last word"),
        ] as [(String, Int32, String)])
    func cutOff(_ point: String, _ status: Int32, _ said: String) async throws {
        let certificates = try await Self.made()
        let sink = try await RunningSink([
            "--tls-certificate", certificates("server.pem"), "--tls-key", certificates("server.key"),
            "--implicit-tls", "--lose", point,
        ])
        let files = try CampaignFiles(rows: 1)
        let url = "smtps://localhost:\(sink.port)"
        let result = try await files.send(url, ["--ca-file", certificates("ca.pem")])
        #expect(result.status == status, "\(result.everything)")
        #expect(
            result.everything.contains(said.replacingOccurrences(of: "URL", with: url)),
            "\(result.everything)")
        #expect(try await files.count("accepted") == 0)
        try await sink.stop()
    }

    @Test("A server that does not speak TLS is told of as that, with the URLs for either way")
    func noTLS() async throws {
        let relay = try AnsweringRelay([:])
        let result = try await Merganser.run(["probe", "smtps://localhost:\(relay.port)"])
        #expect(
            result.status == 77
                && result.error.contains(
                    "the server does not speak TLS on this port; smtps:// is for TLS from the first octet"),
            "\(result.everything)")
    }

    private static func made() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let result = try await Command.run("\(PythonScript.servers)/certificates.sh", [folder.path])
        guard result.status == 0 else { throw TestServerFault("no certificates: \(result.everything)") }
        return folder
    }
}
