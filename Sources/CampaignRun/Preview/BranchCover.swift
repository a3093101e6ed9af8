import Composition

/// Finds few rows that together take every branch that any row takes.
///
/// Rows that take the same branches count as one, the first. Taking the row with the most new branches each time gives
/// the smallest number or a little more; what later rows made superfluous is left out again.
struct BranchCover {
    /// Combinations of branches that are told apart, so that memory does not grow with the list.
    ///
    /// Of rows with others, those count that take a branch for the first time.
    static let mostCombinations = 4096

    /// What rows with a message take.
    private(set) var taken = BranchSet()
    private var candidates: [BranchSet: TellingRow] = [:]

    mutating func note(_ branches: BranchSet, _ row: @autoclosure () -> TellingRow) {
        guard candidates[branches] == nil else { return }
        let isNew = !branches.subtracting(taken).isEmpty
        guard isNew || candidates.count < Self.mostCombinations else { return }
        taken.formUnion(branches)
        candidates[branches] = row()
    }

    /// The rows in the order in which they were chosen, with the branches each adds.
    func chosen() -> [(row: TellingRow, adds: [Int])] {
        var left = candidates.map { (branches: $0.key, row: $0.value) }.sorted { $0.row.row < $1.row.row }
        var chosen: [(branches: BranchSet, row: TellingRow)] = []
        var covered = BranchSet()
        while covered != taken {
            var best = (index: 0, count: 0)
            for (index, candidate) in left.enumerated() {
                let count = candidate.branches.subtracting(covered).count
                if count > best.count { best = (index, count) }
            }
            guard best.count > 0 else { break }
            covered.formUnion(left[best.index].branches)
            chosen.append(left.remove(at: best.index))
        }
        return Self.additions(of: Self.withoutSuperfluous(chosen))
    }

    private static func withoutSuperfluous(
        _ rows: [(branches: BranchSet, row: TellingRow)]
    ) -> [(branches: BranchSet, row: TellingRow)] {
        var rows = rows
        for index in rows.indices.reversed() {
            var others = BranchSet()
            for (other, row) in rows.enumerated() where other != index { others.formUnion(row.branches) }
            if rows[index].branches.subtracting(others).isEmpty { rows.remove(at: index) }
        }
        return rows
    }

    private static func additions(
        of rows: [(branches: BranchSet, row: TellingRow)]
    ) -> [(row: TellingRow, adds: [Int])] {
        var covered = BranchSet()
        return rows.map { row in
            defer { covered.formUnion(row.branches) }
            return (row.row, row.branches.subtracting(covered))
        }
    }
}
