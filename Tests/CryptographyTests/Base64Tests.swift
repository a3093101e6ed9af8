import TestSupport
import Testing

@testable import Cryptography

@Suite("Base 64")
struct Base64Tests {
    @Test(
        "The vectors of RFC 4648 go both ways",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
        #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
    }

    @Test(
        "What an encoder would not have written is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=", "==", "====", "Zg==Zg==", "Z=g=", "Zm8=\n", "Zm8 ", " Zm8",
            "Zm8=\r\n",
            "Zm9v\n\n\n\n", "\n\n\n\n", "    ", "Zh==", "Zm9=", "Zm-_", "Zm9v=AAA", "AA=A", "A===",
            "Zm8\u{0}",
            "Zm9vé", "\u{0}\u{0}\u{0}\u{0}", "Zm9v----", "Zm9\t",
        ])
    func refused(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test("Octets of every value and length come back as they were", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for count in 0..<300 {
            let octets = chance.octets(count)
            #expect(Base64.decode(Base64.encode(octets)) == octets, "seed \(seed)")
        }
    }

    @Test("What is longer than one stretch of OpenSSL's is encoded without a seam")
    func long() {
        let octets = (0..<(3 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let encoded = Base64.encode(octets)
        #expect(encoded.count == (octets.count + 2) / 3 * 4)
        #expect(encoded.suffix(8) == Base64.encode(Array(octets.suffix(5))).suffix(8))
        #expect(Base64.decode(encoded) == octets)
    }
}
