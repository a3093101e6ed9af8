import Cryptography
import TestSupport
import Testing

@testable import Composition

/// The signer's canonical forms against the verifier's, which share no code.
@Suite("Canonical form")
struct CanonicalizationFuzzTests {
    /// Text dense in what matters: white space, line ends, words.
    private static func body(_ random: inout SplitMix64) -> [UInt8] {
        let pieces = ["\r\n", "\r\n", " ", "  ", "\t", "a", "word", "two words", ".", "\u{0B}", "=20", "é"]
        return (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
            Array((pieces.randomElement(using: &random) ?? "").utf8)
        }
    }

    @Test(
        "A body in any number of pieces has the hash that the plain way gives",
        arguments: [1, 2, 3] as [UInt64])
    func body(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for round in 0..<4000 {
            let body = Self.body(&random)
            for canonicalization in [DKIMCanonicalization.simple, .relaxed] {
                let lines = try MessageLines(Array("A: b\r\n\r\n".utf8) + body)
                let expected = SHA256.digest(of: lines.canonicalBody(canonicalization))
                var hash = BodyHash(canonicalization)
                var rest = body[...]
                while !rest.isEmpty {
                    let count = Int.random(in: 1...max(1, rest.count), using: &random)
                    hash.update(rest.prefix(count))
                    rest = rest.dropFirst(count)
                }
                #expect(hash.finish() == expected, "seed \(seed), round \(round): \(body)")
            }
        }
    }

    @Test("What bodies begin with in common is hashed once, and every hash is right all the same")
    func stem() {
        var random = SplitMix64(seed: 4)
        for canonicalization in [DKIMCanonicalization.simple, .relaxed] {
            var stem = BodyStem()
            let common = (0..<100).flatMap { _ in Self.body(&random) }
            for round in 0..<300 {
                var body = Array(common.prefix(Int.random(in: 0...common.count, using: &random)))
                body += Self.body(&random)
                if round % 50 == 0 { body = Self.body(&random) }
                var expected = BodyHash(canonicalization)
                expected.update(body[...])
                let hash = stem.hash(body[...], canonicalization: canonicalization)
                #expect(hash.finish() == expected.finish(), "round \(round)")
            }
        }
    }

    @Test("A header field has the form that the plain way gives")
    func field() {
        var random = SplitMix64(seed: 5)
        let pieces = [" ", "\t", "\r\n ", "\r\n\t", "a", "Word", ":", ";", "=?utf-8?Q?=C3=A9?="]
        for _ in 0..<5000 {
            var field = Array(
                ["Subject", "X-Y", "LIST-Id", "To "].randomElement(using: &random)?.utf8 ?? "".utf8)
            field.append(UInt8(ascii: ":"))
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                field += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
            var output: [UInt8] = []
            DKIMCanonicalization.relaxed.append(field[...], to: &output)
            #expect(output == MessageLines.relaxed(field), "\(String(decoding: field, as: UTF8.self))")
        }
    }

    @Test("A shared attachment counts as its octets do, whatever they are")
    func shared() {
        let texts = [
            "Content-Type: a/b\r\n\r\nAAAA\r\n", "A  b\r\n", "A \r\n", "\r\nA\r\n", " A\r\n", "A\r\n\r\n",
            "A", "\tA\r\n",
            "", "A\tb\r\n",
        ]
        for canonicalization in [DKIMCanonicalization.simple, .relaxed] {
            for text in texts {
                var whole = BodyHash(canonicalization)
                whole.update(Array(("x \r\n\r\n" + text + "\r\n--b\r\n").utf8)[...])
                var pieces = BodyHash(canonicalization)
                pieces.update(Array("x \r\n\r\n".utf8)[...])
                pieces.update(SharedOctets(Array(text.utf8)))
                pieces.update(Array("\r\n--b\r\n".utf8)[...])
                #expect(whole.finish() == pieces.finish(), "\(text)")
            }
        }
        #expect(SharedOctets(Array(texts[0].utf8)).isCanonical)
        #expect(!SharedOctets(Array(texts[1].utf8)).isCanonical)
    }
}
