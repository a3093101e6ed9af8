/// When a place's clocks differ by how much from UTC: a TZif file (RFC 8536) as a table.
///
/// Read by ourselves: Foundation's would cost each start of the program more time than the whole table, and the C
/// library's is the process's one zone.
package struct TimeZoneRules: Equatable, Sendable {
    struct Change: Equatable, Sendable {
        /// Unix seconds.
        let at: Int64
        /// Seconds east of UTC from then on.
        let offset: Int64
    }

    package static let utc = TimeZoneRules(first: 0, changes: [])

    private let first: Int64
    /// Oldest first.
    private let changes: [Change]

    init(first: Int64, changes: [Change]) {
        self.first = first
        self.changes = changes
    }

    /// Milliseconds that clocks there are ahead of UTC.
    func offset(at milliseconds: Int64) -> Int64 {
        let index = firstChange(after: milliseconds)
        return (index == 0 ? first : changes[index - 1].offset) * 1000
    }

    /// When clocks are changed next; nil for never.
    private func nextChange(after milliseconds: Int64) -> Int64? {
        let index = firstChange(after: milliseconds)
        return index < changes.count ? changes[index].at * 1000 : nil
    }

    private func firstChange(after milliseconds: Int64) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at * 1000 <= milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What clocks there show, as milliseconds since they showed 1 January 1970, 0:00.
    package func local(_ milliseconds: Int64) -> Int64 { milliseconds + offset(at: milliseconds) }

    /// The first moment from `start` on at which clocks show a time that is wanted.
    ///
    /// Hours that a change skips are passed over with it, hours that it repeats are looked at twice.
    ///
    /// - Parameter wanted: for a local time, the first wanted one that is not before it; nil for none.
    func first(from start: Int64, _ wanted: (Int64) -> Int64?) -> Int64? {
        var moment = start
        while true {
            let offset = offset(at: moment)
            let change = nextChange(after: moment)
            if let found = wanted(moment + offset).map({ $0 - offset }), found < change ?? .max {
                return found
            }
            guard let change else { return nil }
            moment = change
        }
    }
}
