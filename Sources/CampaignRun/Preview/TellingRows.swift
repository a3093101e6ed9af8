import CSV
import Composition

/// The rows of a list to look at before all are sent: few that take every branch of the template, the longest, the
/// emptiest and the least ASCII, and some by lot.
package struct TellingRows: Sendable {
    /// How many rows are wanted.
    package struct Wish: Sendable {
        /// Rows at the most, those that take branches first.
        package var limit: Int
        /// Rows by lot, and what repeats the draw.
        package var sample = 0
        package var seed: UInt64 = 0

        package static let usualLimit = 40

        package init(limit: Int = usualLimit) { self.limit = limit }
    }

    /// A branch that no message takes.
    package struct Untaken: Sendable {
        package let branch: TemplateBranch
        /// A row that takes it and has no message, as when the template skips it there.
        package let row: Int?
    }

    /// In the order of their worth, each row once.
    package private(set) var rows: [TellingRow] = []
    /// All that the template has.
    package let branches: Int
    package private(set) var untaken: [Untaken] = []
    /// Branches that rows take which the limit has left out.
    package private(set) var leftOut = 0
    package let summary: ImportSummary

    /// Reads the list to its end.
    ///
    /// - Parameters:
    ///   - assembly: one that marks branches.
    ///   - date: unix seconds.
    /// - Throws: ``FaultInList``, ``ImportStop``, ``Interrupted``, `LedgerFault`.
    package init(
        _ assembly: Assembly, list: inout OpenedList, rules: RowRules, wish: Wish, date: Int64,
        wording: any Wording, interruption: Interruption? = nil
    ) throws {
        var search = Search(assembly, wish)
        var walk = ListWalk(
            assembly, rules: rules, purpose: .preview, wording: wording, date: date,
            interruption: interruption)
        do {
            let scratch = rules.groupingColumn == nil ? nil : try ScratchCampaign()
            try walk.run(&list.reader, into: scratch?.file) { stop in
                search.note(stop)
                return nil
            }
        } catch {
            throw list.file.blame(error)
        }
        summary = walk.summary
        branches = assembly.composer.branches.count
        add(search, assembly.composer.branches, limit: wish.limit)
    }

    private mutating func add(_ search: Search, _ branches: [TemplateBranch], limit: Int) {
        var found: [TellingRow] = search.cover.chosen().map { row, adds in
            var row = row
            if !adds.isEmpty {
                row.reasons = [.branches(adds.map { branches[$0] }.sorted(by: Self.isBefore))]
            }
            return row
        }
        found = found.filter { !$0.reasons.isEmpty }
        let lot = search.lot.drawn.sorted { $0.row < $1.row }.map { row in
            var row = row
            row.reasons = [.chance]
            return row
        }
        for row in found + search.extremes.rows + lot {
            if let index = rows.firstIndex(where: { $0.row == row.row }) {
                rows[index].reasons += row.reasons
            } else if rows.count < limit {
                rows.append(row)
            } else {
                for case .branches(let lost) in row.reasons { leftOut += lost.count }
            }
        }
        untaken = branches.indices.filter { !search.cover.taken.contains($0) }.map {
            Untaken(branch: branches[$0], row: search.unsent[$0])
        }.sorted { Self.isBefore($0.branch, $1.branch) }
    }

    private static func isBefore(_ first: TemplateBranch, _ second: TemplateBranch) -> Bool {
        first.file == second.file
            ? (first.line, first.column) < (second.line, second.column)
            : first.file.utf8.lexicographicallyPrecedes(second.file.utf8)
    }

    /// What is kept on the way through the list.
    private struct Search {
        var cover = BranchCover()
        var extremes: RowExtremes
        var lot: Lot<TellingRow>
        /// By branches, the first row without a message that takes it.
        var unsent: [Int: Int] = [:]

        init(_ assembly: Assembly, _ wish: Wish) {
            extremes = RowExtremes(assembly)
            lot = Lot(wish.sample, seed: wish.seed)
        }

        mutating func note(_ stop: ListWalk.Stop) {
            let branches = stop.takeBranches()
            guard stop.problem == nil else {
                for branch in branches.subtracting(BranchSet()) where unsent[branch] == nil {
                    unsent[branch] = stop.row
                }
                return
            }
            cover.note(branches, TellingRow(stop))
            extremes.note(stop)
            lot.offer(TellingRow(stop))
        }
    }
}
