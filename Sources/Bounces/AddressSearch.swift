/// Finds addresses in what people and programs wrote.
enum AddressSearch {
    /// Found in one text at the most, and octets of one (RFC 5321 §4.5.3.1.3).
    private static let most = 20
    private static let longest = 254

    /// Runs of octets with an `@` inside, between white space and the signs that enclose addresses.
    static func addresses(in text: ArraySlice<UInt8>) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for run in text.split(whereSeparator: isBorder) {
            guard run.count <= longest, let at = run.lastIndex(of: UInt8(ascii: "@")), at > run.startIndex,
                at + 1 < run.endIndex
            else { continue }
            var run = run
            while let last = run.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "'") {
                run.removeLast()
            }
            found.append(Array(run))
            if found.count == most { return found }
        }
        return found
    }

    private static func isBorder(_ octet: UInt8) -> Bool {
        switch octet {
        case 0...0x20, 0x7F: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\""):
            true
        default: false
        }
    }
}
