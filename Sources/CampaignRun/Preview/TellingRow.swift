import Composition

/// A row that is worth looking at before all are sent, and why.
package struct TellingRow: Sendable {
    package enum Reason: Equatable, Sendable {
        /// It takes these branches, which no row before it takes.
        case branches([TemplateBranch])
        /// The most octets in the cells that the template uses.
        case longest(octets: Int)
        /// The fewest cells with something in them, of those.
        case emptiest(filled: Int, of: Int)
        /// The largest share of octets that are not ASCII, of those.
        case leastASCII(percent: Int)
        /// Drawn by lot.
        case chance
    }

    /// Its number in the list, from 1, and the line it begins on; of a group those of the first.
    package let row: Int
    package let line: Int
    /// How many rows the message is for.
    package let rows: Int
    package internal(set) var reasons: [Reason] = []
    let original: [UInt8]
    /// Nil where there are no groups.
    let followers: [[UInt8]]?
}

extension TellingRow {
    init(_ stop: ListWalk.Stop) {
        self.init(
            row: stop.row, line: stop.line, rows: stop.rows, original: stop.original,
            followers: stop.followers)
    }
}
