import CampaignRun
import Ledger
import SMTP

/// What came of a campaign as one page: figures, charts, and lists of what somebody may have to look at.
struct HTMLReport {
    private let campaign: CampaignFile
    private let statistics: CampaignStatistics
    private let now: Int64
    private var page = ""

    /// - Parameter now: when the report is made, milliseconds since 1970.
    /// - Throws: `LedgerFault`.
    init(of campaign: CampaignFile, at now: Int64) throws {
        self.campaign = campaign
        self.now = now
        statistics = try CampaignStatistics(of: campaign)
    }

    /// Writes to `path` (`-`: standard output); a file gets its name when it is complete.
    ///
    /// - Throws: `OutputConflict` when `path` is something of the campaign or no page, `FileFault`.
    mutating func write(to path: String) throws {
        var kept = ProtectedFiles(of: campaign)
        try kept.check(path, as: .page)
        let output = try OutputFile(path: path, mode: .replace)
        let frame = Page(
            title: "Report: \(campaign.description.name)", style: Self.style, script: Self.script)
        add(frame.head)
        addHead()
        addOutcomes(statistics.figures)
        if let series = statistics.series { addSeries(series, of: statistics.figures) }
        addRelays(statistics.relays)
        addReplies(statistics.replies)
        addDomains(statistics.domains)
        for outcome in CampaignStatistics.listed {
            guard let lines = statistics.lines[outcome] else { continue }
            addList(Self.title(of: outcome), lines, word: outcome.word, of: campaign.path)
            try output.write(page)
            page.removeAll(keepingCapacity: true)
        }
        addList("Came back", statistics.bounces, word: nil, of: campaign.path)
        add(frame.end)
        try output.write(page)
        try output.close()
    }

    /// HTML of our own.
    mutating func add(_ html: String) { page += html }

    /// Text from outside.
    mutating func add(text: some Collection<UInt8>) { page += PageText.escape(Printable.escape(text)) }

    mutating func add(text: String) { add(text: Array(text.utf8)) }

    private mutating func addHead() {
        add("<h1>")
        add(text: campaign.description.name)
        add("</h1>\n<p class=\"faint\">")
        add(text: campaign.path)
        add(", as it was at \(Self.moment(now)) UTC</p>\n")
        guard let first = statistics.figures.firstAttemptAt, let last = statistics.figures.lastAttemptAt
        else {
            add("<p>Nothing has been sent yet.</p>\n")
            return
        }
        add(
            "<p>First message \(Self.moment(first)) UTC, last answer \(Self.moment(last)) UTC.</p>\n")
    }

    private mutating func addOutcomes(_ figures: Figures) {
        add("<h2>Outcomes</h2>\n")
        addBar(figures, className: "bar wide")
        add("<div class=\"tiles\">\n")
        for outcome in Outcome.allCases where figures[outcome] > 0 {
            add(
                "<div><span class=\"key \(outcome.word)\"></span>\(outcome.title)"
                    + "<b>\(figures[outcome].grouped)</b><span class=\"faint\">\(Self.share(figures[outcome], of: figures.rows))</span></div>\n"
            )
        }
        add("</div>\n<p class=\"faint\">of \(figures.rows.counted("row"))")
        if figures.inFlight > 0 { add("; \(figures.inFlight.grouped) are being sent") }
        let bounces = figures.hardBounces + figures.softBounces
        if bounces > 0 {
            add(
                "; \(bounces.grouped) came back (\(figures.hardBounces.grouped) hard, \(figures.softBounces.grouped) soft)"
            )
        }
        add("</p>\n")
    }

    private mutating func addReplies(_ replies: ReplyGroups) {
        let groups = replies.sorted
        guard !groups.isEmpty else { return }
        add(
            """
            <h2>What relays said</h2>
            <p class="faint">Answers that differ only in addresses and numbers are one kind, shown as the first of them was said.</p>
            <div class="scroll"><table><thead><tr><th class="number">Times<th>Outcome<th>Code<th>Text</thead><tbody>

            """)
        for group in groups.prefix(Self.mostReplies) {
            add(
                "<tr><td class=\"number\">\(group.count.grouped)<td class=\"nowrap\"><span class=\"key \(group.outcome.word)\"></span>\(group.outcome.title)<td class=\"nowrap\">"
            )
            add(text: String(replyCode: group.code, enhanced: group.enhanced))
            add("<td class=\"words\">")
            add(text: group.example)
            add("\n")
        }
        add("</tbody></table></div>\n")
        let rest = groups.dropFirst(Self.mostReplies).map(\.count).reduce(0, +) + replies.uncounted
        if rest > 0 { add("<p class=\"faint\">and \(rest.grouped) of other kinds</p>\n") }
    }

    /// Kinds of answers shown; behind them come single ones.
    private static let mostReplies = 50

    private static func title(of outcome: Outcome) -> String {
        switch outcome {
        case .inDoubt: "In doubt"
        case .refused: "Refused"
        case .deferred: "Deferred"
        case .invalid: "Invalid"
        case .pending, .accepted, .skipped: outcome.title
        }
    }
}
