/// A way that a template may take or not, by what a row's cells say.
package struct TemplateBranch: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// What follows the tag: the body of `if`, `unless`, `elsif`, `else` or `when`, or a turn of `for`.
        case body
        /// None of the block that the tag begins, as no condition held, or there was nothing to loop over.
        case nothing
    }

    package var kind: Kind
    /// The path of the file, as it was given, and where in it the tag stands; both from 1, columns in Unicode scalars.
    package var file: String
    package var line: Int
    package var column: Int
}

/// Some of a template's branches, by their numbers.
package struct BranchSet: Hashable, Sendable {
    /// 64 branches each; the last is never 0, so that equal sets have equal words.
    private var words: [UInt64] = []

    package init() {}

    package var isEmpty: Bool { words.isEmpty }

    package func contains(_ branch: Int) -> Bool {
        branch / 64 < words.count && words[branch / 64] & 1 << (branch % 64) != 0
    }

    package mutating func insert(_ branch: Int) {
        while words.count <= branch / 64 { words.append(0) }
        words[branch / 64] |= 1 << (branch % 64)
    }

    package mutating func formUnion(_ other: BranchSet) {
        while words.count < other.words.count { words.append(0) }
        for (index, word) in other.words.enumerated() { words[index] |= word }
    }

    /// The branches that are not in `other`, in their order.
    package func subtracting(_ other: BranchSet) -> [Int] {
        var left: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = index < other.words.count ? word & ~other.words[index] : word
            while rest != 0 {
                left.append(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return left
    }
}
