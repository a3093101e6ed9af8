import TestSupport
import Testing

@testable import SMTP

@Suite("What hides secrets in a text")
struct SecretFilterTests {
    private func hidden(_ text: String, _ secrets: String...) -> String {
        let filter = SecretFilter(secrets.map { Array($0.utf8) })
        return String(decoding: filter.hidden(Array(text.utf8)), as: UTF8.self)
    }

    @Test("hides six octets of a secret in a row, and leaves five")
    func pieces() {
        #expect(hidden("no hunter here", "hunter22") == "no *** here")
        #expect(hidden("no unter22, no hunte", "hunter22") == "no ***, no hunte")
        #expect(hidden("xhunter22x", "hunter22") == "x***x")
    }

    @Test("hides a short secret as a whole, beside long ones")
    func short() {
        #expect(hidden("a YXBp and hunter22", "YXBp", "hunter22") == "a *** and ***")
        #expect(hidden("a YXB", "YXBp") == "a YXB")
        #expect(hidden("pin 1 2", "12") == "pin *** ***")
    }

    @Test("sees through white space and line ends, in the secret and in the text")
    func whiteSpace() {
        #expect(hidden("cor\nrect ho rse!", "correct horse") == "***\n*** *** ***!")
        #expect(hidden("correcthorse", "correct horse\r\n") == "***")
    }

    @Test("changes nothing without secrets, and for those that are empty or white")
    func nothing() {
        #expect(hidden("250 ok") == "250 ok")
        #expect(hidden("250 ok", "", " \r\n") == "250 ok")
    }

    @Test("hides, of any text, just what a search for each piece of each secret finds")
    func model() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(seed)")
        var chance = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let word = { (limit: Int) in
                (0..<Int.random(in: 0...limit, using: &chance)).map { _ in
                    Array("ab \n".utf8).randomElement(using: &chance) ?? 0x61
                }
            }
            let secrets = [word(12), word(9), word(4)]
            let text = word(60)
            #expect(SecretFilter(secrets).hidden(text) == Self.searched(text, secrets), "\(text) \(secrets)")
        }
    }

    private static func searched(_ text: [UInt8], _ secrets: [[UInt8]]) -> [UInt8] {
        let places = text.indices.filter { text[$0] > 0x20 }
        let dense = places.map { text[$0] }
        var hidden: Set<Int> = []
        for secret in secrets.map({ $0.filter { $0 > 0x20 } }) where !secret.isEmpty {
            let length = min(6, secret.count)
            for start in 0..<max(0, dense.count - length + 1)
            where secret.contains(dense[start..<(start + length)]) {
                hidden.formUnion(places[start..<(start + length)])
            }
        }
        return text.indices.flatMap { place -> [UInt8] in
            guard hidden.contains(place) else { return [text[place]] }
            return hidden.contains(place - 1) ? [] : Array("***".utf8)
        }
    }
}
