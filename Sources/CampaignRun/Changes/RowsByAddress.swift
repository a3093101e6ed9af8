import Composition
import Ledger

/// The rows of a campaign by their addresses, as digests of 16 octets.
///
/// Where duplicates are sent, several rows have one address: the nth record with it belongs to the nth of them, whether
/// that is left or done. Were records kept for rows that are left, one who was written to would get a message again, and
/// another record none.
struct RowsByAddress {
    private struct Entry {
        let digest: UInt128
        let row: UInt32
        let outcome: Outcome
        let isLeft: Bool
        /// In the first entry of an address: how many of its rows have their record.
        var taken: UInt32 = 0
    }

    enum Found {
        case left(Int)
        /// It is done, or has its record already.
        case other
    }

    private static let stretch = 4096
    private let key: KeyedHash
    private var entries: [Entry] = []

    init(_ file: CampaignFile, retrying: Set<Outcome>, key: KeyedHash) throws(LedgerFault) {
        self.key = key
        let left = retrying.union([.pending])
        for outcomes in [left, Set(Outcome.allCases).subtracting(left)] {
            try add(file, outcomes, isLeft: outcomes == left)
        }
        entries.sort { one, other in
            one.digest == other.digest ? one.row < other.row : one.digest < other.digest
        }
    }

    private mutating func add(
        _ file: CampaignFile, _ outcomes: Set<Outcome>, isLeft: Bool
    ) throws(LedgerFault) {
        var last = 0
        var rows: [AddressedRow]
        repeat {
            rows = try file.addresses(after: last, limit: Self.stretch, of: outcomes)
            // A row without an address can be found nowhere, so nothing is said of it.
            for row in rows where !row.address.isEmpty {
                let folded = row.address.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
                entries.append(
                    Entry(
                        digest: digest(of: folded), row: UInt32(clamping: row.row), outcome: row.outcome,
                        isLeft: isLeft))
            }
            last = rows.last?.row ?? last
        } while rows.count == Self.stretch
    }

    private func digest(of folded: [UInt8]) -> UInt128 {
        let (high, low) = key.hash(folded)
        return UInt128(high) << 64 | UInt128(low)
    }

    /// The row that the next record with an address belongs to; nil when none has the address.
    mutating func take(_ folded: [UInt8]) -> Found? {
        let digest = digest(of: folded)
        let first = firstIndex(notBelow: digest)
        guard first < entries.count, entries[first].digest == digest else { return nil }
        let next = first + Int(entries[first].taken)
        guard next < entries.count, entries[next].digest == digest else { return .other }
        entries[first].taken += 1
        return entries[next].isLeft ? .left(Int(entries[next].row)) : .other
    }

    private func firstIndex(notBelow digest: UInt128) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].digest < digest { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Rows that are left and have no record, in the order of the list.
    var unseen: [(row: Int, outcome: Outcome)] {
        var found: [(row: Int, outcome: Outcome)] = []
        var first = 0
        for (index, entry) in entries.enumerated() {
            if entry.digest != entries[first].digest { first = index }
            guard entry.isLeft, index - first >= Int(entries[first].taken) else { continue }
            found.append((Int(entry.row), entry.outcome))
        }
        return found.sorted { $0.row < $1.row }
    }
}
