import Cryptography
import TestSupport
import Testing

@testable import Composition

@Suite("DKIM by the RFCs' own examples")
struct DKIMVectorTests {
    private static func record(_ text: String?) throws -> PublicKey {
        let tags = try DKIMTags(Array((text ?? "").utf8))
        let octets = try #require(Base64.decode(tags["p"] ?? []))
        return try tags["k"] == Array("ed25519".utf8)
            ? PublicKey(ed25519: octets) : PublicKey(subjectPublicKeyInfo: octets)
    }

    @Test(
        "Both signatures of the message in RFC 8463 appendix A hold, and none does once a word is changed",
        .enabled(if: Corpora.has(RFC8463.corpus), "corpora not present: dkim"))
    func rfc8463() throws {
        let (message, records) = try RFC8463.signed()
        let keys = try records.mapValues { try Self.record($0) }
        func verify(_ message: [UInt8]) throws -> Int {
            try DKIMVerifier.verify(message) { selector, _ in keys[String(decoding: selector, as: UTF8.self)]
            }
        }
        // The corpus file ends without the last line's end, which is part of the message.
        let whole = message.suffix(2) == [0x0D, 0x0A] ? message : message + [0x0D, 0x0A]
        #expect(try verify(whole) == 2)
        let text = String(decoding: whole, as: UTF8.self)
        let body = Array(text.replacing("hungry", with: "thirsty").utf8)
        #expect(throws: DKIMVerificationFault.bodyHashDiffers) { try verify(body) }
        let header = Array(text.replacing("Is dinner", with: "Was dinner").utf8)
        #expect(throws: DKIMVerificationFault.signatureDiffers) { try verify(header) }
    }

    @Test(
        "The RFC's Ed25519 key gives the RFC's signature",
        .enabled(if: Corpora.has(RFC8463.corpus), "corpora not present: dkim"))
    func rfc8463Signature() throws {
        let (message, _) = try RFC8463.signed()
        let lines = try MessageLines(message)
        let signature = try DKIMSignature(lines.fields[0].octets)
        try #require(signature.kind == .ed25519)
        let digest = DKIMVerifier.digest(of: lines, for: signature)
        #expect(try TestKeys.ed25519.get().sign(digest: digest) == signature.signature)
    }

    /// RFC 6376 §3.4.5: the three examples.
    @Test("The examples of canonical form come out as RFC 6376 prints them")
    func rfc6376() {
        let fields = [Array("A: X\r\n".utf8), Array("B : Y\t\r\n\tZ  \r\n".utf8)]
        let body = Array(" C \r\nD \t E\r\n\r\n\r\n".utf8)
        func header(_ canonicalization: DKIMCanonicalization) -> String {
            var output: [UInt8] = []
            for field in fields { canonicalization.append(field[...], to: &output) }
            return String(decoding: output, as: UTF8.self)
        }
        #expect(header(.relaxed) == "a:X\r\nb:Y Z\r\n")
        #expect(header(.simple) == "A: X\r\nB : Y\t\r\n\tZ  \r\n")
        for (canonicalization, text) in [
            (DKIMCanonicalization.relaxed, " C\r\nD E\r\n"), (.simple, " C \r\nD \t E\r\n"),
        ] {
            var hash = BodyHash(canonicalization)
            hash.update(body[...])
            #expect(hash.finish() == SHA256.digest(of: Array(text.utf8)))
        }
    }

    /// RFC 6376 §3.4.3 and §3.4.4 print these.
    @Test("An empty body hashes as RFC 6376 says, and so do bodies of line ends only")
    func emptyBody() {
        for (canonicalization, expected) in [
            (DKIMCanonicalization.simple, "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="),
            (.relaxed, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ] {
            for body in ["", "\r\n", "\r\n\r\n\r\n"] {
                var hash = BodyHash(canonicalization)
                hash.update(Array(body.utf8)[...])
                #expect(String(decoding: Base64.encode(hash.finish()), as: UTF8.self) == expected)
            }
        }
    }
}
