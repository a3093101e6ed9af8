/// A pattern for addresses: `*` stands for any octets, `?` for one; ASCII case does not matter.
package struct Glob: Equatable, Sendable {
    private let pattern: [UInt8]

    package init(_ pattern: [UInt8]) {
        self.pattern = pattern.map(\.lowercased)
    }

    /// Whether all of `octets` match; takes time in proportion to both lengths at worst, and no memory.
    func matches(_ octets: ArraySlice<UInt8>) -> Bool {
        var place = 0
        var position = octets.startIndex
        // Where to go on when what follows the last `*` does not match: that `*` takes one octet more.
        var star: (place: Int, position: Int)?
        while position < octets.endIndex {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, position)
                place += 1
            } else if place < pattern.count, isMatch(pattern[place], octets[position]) {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private func isMatch(_ wanted: UInt8, _ octet: UInt8) -> Bool {
        wanted == UInt8(ascii: "?") || wanted == octet.lowercased
    }
}
