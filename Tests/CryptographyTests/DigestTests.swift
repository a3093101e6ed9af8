import Testing

@testable import Cryptography

@Suite("Digests")
struct DigestTests {
    /// FIPS 180-4 examples, as published by NIST's cryptographic algorithm validation program.
    @Test(
        "SHA-256 gives the published digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(message: String, digest: String) {
        #expect(SHA256.digest(of: Array(message.utf8)).hexadecimal == digest)
    }

    @Test("A million octets in pieces of every size give the same digest")
    func pieces() {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        var digest = SHA256()
        var rest = message[...]
        var size = 0
        while !rest.isEmpty {
            digest.update(rest.prefix(size))
            rest = rest.dropFirst(size)
            size += 1
        }
        #expect(
            digest.finish().hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("A digest can be asked on the way, and a copy goes its own way")
    func value() {
        var digest = SHA256()
        digest.update(Array("ab".utf8))
        var other = digest
        other.update(Array("x".utf8))
        #expect(digest.finish() == SHA256.digest(of: Array("ab".utf8)))
        digest.update(Array("c".utf8))
        #expect(digest.finish() == SHA256.digest(of: Array("abc".utf8)))
        #expect(other.finish() == SHA256.digest(of: Array("abx".utf8)))
    }

    @Test(
        "HMAC-SHA-256 gives the codes of RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ] as [([UInt8], [UInt8], String)])
    func hmac(key: [UInt8], message: [UInt8], code: String) throws {
        #expect(try HMAC.sha256(key: key, message: message).hexadecimal == code)
    }

    @Test("An empty key is an empty key, not the one of the call before")
    func emptyKey() throws {
        _ = try HMAC.sha256(key: [1, 2, 3], message: [])
        #expect(
            try HMAC.sha256(key: [], message: []).hexadecimal
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("Random octets come in the number asked for, and never twice the same")
    func random() throws {
        #expect(try SecureRandom.octets(0).isEmpty)
        #expect(try SecureRandom.octets(-1).isEmpty)
        let first = try SecureRandom.octets(32)
        #expect(first.count == 32)
        #expect(try SecureRandom.octets(32) != first)
    }
}

extension [UInt8] {
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
