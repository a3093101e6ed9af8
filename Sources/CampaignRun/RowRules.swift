import Composition

/// What is to become of rows that cannot or should not be sent; import and dry run go by the same.
package struct RowRules: Sendable {
    package enum Duplicates: String, Sendable, CaseIterable {
        /// The first row wins, later ones are `skipped`.
        case skip
        case send
        /// The import stops.
        case error
    }

    package var duplicates: Duplicates
    /// `--strict`: the first invalid row stops everything.
    package var stopsAtProblem: Bool
    /// `--where`: rows of which it is not true are skipped; nil selects all.
    package var condition: RowCondition?
    /// `--group-by`: the column, from 0, whose equal values make records one message; nil for one message a record.
    package var groupingColumn: Int?
    /// `--suppress`: rows whose message would go to one of these are skipped.
    package var suppression: Suppression
    /// Key of the table of addresses; random, so that no list can be written that makes looking them up slow.
    package var key: KeyedHash

    package init(
        duplicates: Duplicates, stopsAtProblem: Bool, condition: RowCondition? = nil,
        groupingColumn: Int? = nil, suppression: Suppression = .none,
        key: KeyedHash
    ) {
        self.duplicates = duplicates
        self.stopsAtProblem = stopsAtProblem
        self.condition = condition
        self.groupingColumn = groupingColumn
        self.suppression = suppression
        self.key = key
    }
}
