import Composition
import Ledger

/// The rows that are left of a campaign and whose addresses are to get nothing.
package struct SuppressionSweep {
    private static let stretch = 4096

    private let reopened: ReopenedCampaign
    private var hits: [(row: Int, match: Suppression.Match)] = []
    /// Rows that were refused or are in doubt, and stay so; they are not to be sent.
    package private(set) var omitted: Set<Int> = []

    /// Looks through the rows that a run would try; nothing is recorded.
    ///
    /// - Throws: `LedgerFault`.
    package init(
        _ reopened: ReopenedCampaign, _ suppression: Suppression, retrying: Set<Outcome>,
        of rows: RowSelection? = nil
    ) throws(LedgerFault) {
        self.reopened = reopened
        guard !suppression.isEmpty else { return }
        var last = 0
        var found: [AddressedRow]
        repeat {
            found = try reopened.file.addresses(
                after: last, limit: Self.stretch, of: retrying.union([.pending]))
            for row in found where rows?.contains(row.row) ?? true {
                // A row without an address has no message; it is found out when it is composed.
                guard let address = try? EmailAddress(parsing: row.address) else { continue }
                guard let match = suppression.match(address) else { continue }
                if row.outcome.isLasting { omitted.insert(row.row) } else { hits.append((row.row, match)) }
            }
            last = found.last?.row ?? last
        } while found.count == Self.stretch
    }

    /// Of them, those that are to be skipped.
    package var skipped: Int { hits.count }

    /// Messages that are not sent.
    package var count: Int { hits.count + omitted.count }

    /// Makes their rows `skipped`, but for those that are ``omitted``.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: `LedgerFault`.
    package func record(at now: Int64, wording: some Wording) throws(LedgerFault) {
        for start in stride(from: 0, to: hits.count, by: Self.stretch) {
            let some = hits[start..<min(hits.count, start + Self.stretch)]
            try reopened.file.skip(
                some.map { hit in
                    AttemptResult(
                        row: hit.row, verdict: .skipped, at: now,
                        reason: wording.sentence(for: .suppressed(by: hit.match)))
                })
        }
    }
}

extension ReopenedCampaign {
    /// The lists of the campaign as they are now, and `paths` besides.
    ///
    /// - Throws: ``SuppressionGone``, ``SuppressionFaults``, ``FileFault``, ``FaultInList``.
    package func suppression(adding paths: [String], key: KeyedHash) throws -> Suppression {
        try Suppression(again: Suppression.paths(in: description.settings), and: paths, key: key)
    }

    /// Makes its lists the campaign's from now on.
    package func keep(_ suppression: Suppression) throws(LedgerFault) {
        let stored = Suppression.paths(in: description.settings)
        for (index, path) in suppression.lastingPaths.enumerated().dropFirst(stored.count) {
            try file.keep(path, as: Suppression.setting(index))
        }
    }
}
