import Cryptography
import TestSupport
import Transport

/// A certificate for this machine that signs itself, and both ends' settings for it.
struct TestTLS: Sendable {
    struct Unavailable: Error {
        let reason: String
    }

    let server: TLSContext
    private let client: TLSContext

    init() async throws {
        let folder = try TemporaryFolder()
        let made = try await Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2",
                "-keyout", folder("key.pem"), "-out", folder("certificate.pem"),
            ])
        guard made.status == 0 else { throw Unavailable(reason: made.everything) }
        server = try TLSContext(
            server: TLSServerSettings(
                certificateFile: folder("certificate.pem"), keyFile: folder("key.pem")))
        client = try TLSContext(client: TLSClientSettings(caFile: folder("certificate.pem")))
    }

    static func clientHandler(_ tls: TestTLS?) throws -> TLSHandler {
        guard let tls else { throw Unavailable(reason: "the conversation is to be in clear") }
        return TLSHandler(try TLSEngine(tls.client, serverName: "localhost"))
    }
}
