import Ledger

/// What a report with charts says of a campaign, gathered in one reading of its attempts and one of its rows.
package struct CampaignStatistics: Sendable {
    /// A row as a list of such rows shows it.
    package struct Line: Equatable, Sendable {
        package let line: Int
        package let address: [UInt8]
        package let code: Int?
        package let enhanced: String?
        /// The relay's words, or the reason where there are none.
        package let text: [UInt8]
        package let attempts: Int
        /// When the last attempt ended, milliseconds since 1970.
        package let at: Int64?
    }

    /// The first rows of one kind.
    package struct Lines: Equatable, Sendable {
        package fileprivate(set) var shown: [Line] = []
        package fileprivate(set) var rows = 0

        fileprivate mutating func add(_ line: @autoclosure () -> Line) {
            rows += 1
            if shown.count < CampaignStatistics.mostLines { shown.append(line()) }
        }
    }

    /// Of one relay: how many attempts, and how long each took from the claim to the answer.
    package struct RelayFigures: Sendable {
        package let name: String
        package fileprivate(set) var attempts = AttemptSeries.Interval()
        package fileprivate(set) var durations = DurationHistogram()
    }

    /// Rows of one kind that are listed; a page with more would not open.
    package static let mostLines = 5000

    package private(set) var figures: Figures
    /// Nil before the first attempt.
    package private(set) var series: AttemptSeries?
    /// In the order in which they were first used.
    package private(set) var relays: [RelayFigures] = []
    package private(set) var replies = ReplyGroups()
    package private(set) var domains = DomainTable()
    /// Rows by outcome: those somebody may have to do something about.
    package private(set) var lines: [Outcome: Lines] = [:]
    /// Messages that came back.
    package private(set) var bounces = Lines()

    package static let listed: [Outcome] = [.inDoubt, .refused, .deferred, .invalid]

    /// - Throws: `LedgerFault`.
    package init(of campaign: CampaignFile) throws {
        figures = try campaign.figures()
        if let first = figures.firstAttemptAt, let last = figures.lastAttemptAt {
            series = AttemptSeries(from: first, through: last)
        }
        try campaign.eachAttempt { count($0) }
        try campaign.eachRow { count($0) }
    }

    private mutating func count(_ attempt: AttemptRecord) {
        series?.count(attempt.outcome, at: attempt.endedAt)
        replies.add(attempt)
        guard let name = attempt.relay, !name.isEmpty else { return }
        let index = relays.firstIndex { $0.name == name } ?? relays.endIndex
        if index == relays.endIndex { relays.append(RelayFigures(name: name)) }
        relays[index].attempts[attempt.outcome] += 1
        if attempt.code != nil { relays[index].durations.add(attempt.endedAt - attempt.claimedAt) }
    }

    private mutating func count(_ row: ReportRow) {
        domains.count(row.outcome, of: row.address)
        if Self.listed.contains(row.outcome) {
            lines[row.outcome, default: Lines()].add(Line(row))
        }
        if let bounce = row.bounce { bounces.add(Line(row, bounce)) }
    }
}

extension CampaignStatistics.Line {
    fileprivate init(_ row: ReportRow) {
        self.init(
            line: row.line, address: row.address, code: row.code, enhanced: row.enhanced,
            text: row.text ?? Array((row.reason ?? "").utf8), attempts: row.attempts, at: row.at)
    }

    /// A message that came back says why in the notice's words.
    fileprivate init(_ row: ReportRow, _ bounce: Bounce) {
        self.init(
            line: row.line, address: row.address, code: nil, enhanced: bounce.status,
            text: Array((bounce.isHard ? "hard: " : "soft: ").utf8) + bounce.text, attempts: row.attempts,
            at: row.at)
    }
}
