import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Composition

/// Keys for tests, made once a run by the `openssl` command line, and what is signed with them.
enum TestKeys {
    static let rsa = Result { try make(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]) }
    static let ed25519 = Result { try PrivateKey(pem: Array(RFC8463.ed25519Key.utf8)) }

    private static func make(_ options: [String]) throws -> PrivateKey {
        let made = try Command.runHere("openssl", ["genpkey"] + options)
        return try PrivateKey(pem: Array(made.output.utf8))
    }

    static func signer(
        _ canonicalizations: DKIMCanonicalizations = .relaxed, domain: String? = nil, lifetime: Int64? = nil
    ) throws -> DKIMSigner {
        DKIMSigner(
            [
                .init(identity: try DKIMIdentity(selector: "news", domain: domain), key: try rsa.get()),
                .init(identity: try DKIMIdentity(selector: "ed", domain: domain), key: try ed25519.get()),
            ], canonicalizations: canonicalizations, lifetime: lifetime)
    }
}

extension DKIMCanonicalizations {
    static let relaxed = DKIMCanonicalizations(header: .relaxed, body: .relaxed)
    static let all = [DKIMCanonicalization.simple, .relaxed].flatMap { header in
        [DKIMCanonicalization.simple, .relaxed].map { DKIMCanonicalizations(header: header, body: $0) }
    }
}

extension DKIMSigner {
    /// Signs with fresh buffers.
    func signed(_ message: Message, date: Int64 = Composing.date) throws -> Message {
        var message = message
        var scratch = DKIMScratch()
        try sign(&message, date: date, scratch: &scratch)
        return message
    }

    func key(_ selector: [UInt8]) -> PublicKey? {
        signatories.first { $0.identity.selector == selector }?.key.publicKey
    }
}

/// The keys of RFC 8463 appendix A and RFC 6376 appendix C, as printed there.
enum RFC8463 {
    /// A.1 gives the 32 octets; around them stands what makes PKCS #8 of them (RFC 8410 §7).
    static let ed25519Key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """

    static let corpus = "dkim/rfc8463-signed.txt"

    /// The signed message and the two key records.
    static func signed() throws -> (message: [UInt8], records: [String: String]) {
        let data = try Data(contentsOf: URL(fileURLWithPath: Corpora.path(corpus)))
        let text = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
        let parts = text.components(separatedBy: "\n\n")
        var records: [String: String] = [:]
        for line in parts[0].components(separatedBy: "\n") {
            let words = line.components(separatedBy: "._domainkey.football.example.com ")
            if words.count == 2 { records[words[0]] = words[1] }
        }
        let message = parts.dropFirst().joined(separator: "\n\n").replacingOccurrences(of: "\n", with: "\r\n")
        return (Array(message.utf8), records)
    }
}
