import CampaignRun

/// Which of several relays are away, as it was told.
///
/// A value: those that are away go in, what there is to tell comes out.
struct RelayAttendance {
    /// By name.
    private var away: Set<[UInt8]> = []

    /// What is new since the last time, a sentence each.
    mutating func news(_ absences: [RelayFailure]) -> [String] {
        let now = Dictionary(
            absences.map { (Array($0.relay.name.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        let gone = absences.filter { !away.contains(Array($0.relay.name.utf8)) }
        let back = away.subtracting(now.keys).map { String(decoding: $0, as: UTF8.self) }.sorted()
        away = Set(now.keys)
        return gone.map { "warning: \($0.sentence); the others take its share" }
            + back.map { "\($0.printable) takes messages again." }
    }
}
