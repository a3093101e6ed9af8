import TestSupport
import Testing

@testable import Composition

@Suite("The last of several")
struct LastOccurrenceTests {
    @Test("replace_last finds what a comparison at every place finds")
    func model() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(seed)")
        var chance = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let word = { (length: ClosedRange<Int>) in
                String(
                    (0..<Int.random(in: length, using: &chance)).map { _ in
                        "aab".randomElement(using: &chance) ?? "a"
                    })
            }
            let (text, wanted) = (word(0...20), word(1...4))
            let found = try Liquid.render("{{ t | replace_last: w, '-' }}", ["t": text, "w": wanted])
            #expect(found == Self.replaced(text, wanted), "\(text) \(wanted)")
        }
    }

    private static func replaced(_ text: String, _ wanted: String) -> String {
        let (octets, part) = (Array(text.utf8), Array(wanted.utf8))
        let places = stride(from: octets.count - part.count, through: 0, by: -1)
        guard let place = places.first(where: { octets[$0...].starts(with: part) }) else { return text }
        return String(
            decoding: octets[..<place] + Array("-".utf8) + octets[(place + part.count)...], as: UTF8.self)
    }

    @Test("Cells that are made to be compared for long cost no more than their lengths")
    func adversary() throws {
        let count = 200_000
        let text = String(repeating: "a", count: 2 * count)
        let wanted = String(repeating: "a", count: count) + "b"
        #expect(try Liquid.render("{{ t | remove_last: w }}", ["t": text, "w": wanted]) == text)
    }
}
