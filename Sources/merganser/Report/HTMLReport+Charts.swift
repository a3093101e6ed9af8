import CampaignRun
import Ledger

extension HTMLReport {
    /// Shares of the outcomes side by side.
    mutating func addBar(_ figures: Figures, className: String) {
        let rows = max(1, figures.rows)
        add(
            "<svg class=\"\(className)\" viewBox=\"0 0 \(rows) 1\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(Self.sentence(figures))\">"
        )
        var start = 0
        for outcome in Self.stacked where figures[outcome] > 0 {
            add(
                "<rect class=\"\(outcome.word)\" x=\"\(start)\" y=\"0\" width=\"\(figures[outcome])\" height=\"1\"/>"
            )
            start += figures[outcome]
        }
        add("</svg>\n")
    }

    mutating func addSeries(_ series: AttemptSeries, of figures: Figures) {
        let used = Self.stacked.filter { outcome in series.intervals.contains { $0[outcome] > 0 } }
        add("<h2>Messages per \(Self.period(series.length))</h2>\n<p class=\"legend\">")
        for outcome in used {
            add("<span><span class=\"key \(outcome.word)\"></span>\(outcome.title)</span> ")
        }
        let top = Self.roundedUp(series.peak)
        add(
            """
            </p>
            <div class="chart"><div class="scale faint"><span>\(top.grouped)</span><span>\(Self.half(top))</span><span>0</span></div>
            <svg viewBox="0 0 \(series.intervals.count) \(top)" preserveAspectRatio="none" role="img" aria-label="Messages per \(Self.period(series.length))">
            <path class="grid" d="M0 0H\(series.intervals.count)M0 \(top / 2)H\(series.intervals.count)M0 \(top)H\(series.intervals.count)"/>

            """)
        for (index, interval) in series.intervals.enumerated() where interval.attempts > 0 {
            addColumn(interval, at: index, from: series.start + Int64(index) * series.length, top: top)
        }
        let end = series.start + Int64(series.intervals.count) * series.length
        let marks = [series.start, series.start + (end - series.start) / 2, end].map {
            Self.mark($0, among: series.start, end)
        }
        add(
            "</svg>\n<div class=\"times faint\">" + marks.map { "<span>\($0)</span>" }.joined()
                + "</div></div>\n")
        addRate(series, figures)
    }

    private mutating func addColumn(
        _ interval: AttemptSeries.Interval, at index: Int, from start: Int64, top: Int
    ) {
        add("<g><title>\(Self.moment(start * 1000)):")
        for outcome in Self.stacked where interval[outcome] > 0 {
            add(" \(interval[outcome].grouped) \(outcome.title)")
        }
        add("</title>")
        var foot = top
        for outcome in Self.stacked where interval[outcome] > 0 {
            foot -= interval[outcome]
            add(
                "<rect class=\"\(outcome.word)\" x=\"\(index)\" y=\"\(foot)\" width=\"0.9\" height=\"\(interval[outcome])\"/>"
            )
        }
        add("</g>\n")
    }

    private mutating func addRate(_ series: AttemptSeries, _ figures: Figures) {
        guard let first = figures.firstAttemptAt, let last = figures.lastAttemptAt else { return }
        let attempts = series.intervals.map(\.attempts).reduce(0, +)
        let seconds = max(1, (last - first) / 1000)
        add(
            "<p class=\"faint\">\(attempts.grouped) attempts in \(Self.duration(max(0, last - first)))"
                + ", \(Self.rate(attempts, in: seconds)) on average, up to \(Self.rate(series.peak, in: series.length)); times are UTC</p>\n"
        )
    }

    mutating func addRelays(_ relays: [CampaignStatistics.RelayFigures]) {
        guard !relays.isEmpty else { return }
        add(
            """
            <h2>Time to the answer</h2>
            <p class="faint">From the moment a message was taken up, before any of it was sent, to the relay's answer.</p>
            <div class="scroll"><table><thead><tr><th>Relay<th class="number">Attempts<th class="number">Accepted<th class="number">Half in\
            <th class="number">90 % in<th class="number">99 % in<th class="number">Longest</thead><tbody>

            """)
        for relay in relays {
            add("<tr><td class=\"words\">")
            add(text: relay.name)
            add(
                "<td class=\"number\">\(relay.attempts.attempts.grouped)<td class=\"number\">\(relay.attempts[.accepted].grouped)"
            )
            let percentiles = [50.0, 90, 99, 100].map { relay.durations.percentile($0) }
            for percentile in percentiles {
                add("<td class=\"number\">\(relay.durations.count > 0 ? Self.duration(percentile) : "–")")
            }
            add("\n")
        }
        add("</tbody></table></div>\n")
    }

    mutating func addDomains(_ domains: DomainTable) {
        let largest = domains.largest(Self.mostDomains)
        guard !largest.isEmpty else { return }
        add(
            """
            <h2>Domains of the recipients</h2>
            <div class="scroll"><table><thead><tr><th>Domain<th class="number">Rows<th class="share">Outcomes<th class="number">Accepted<th class="number">Refused\
            <th class="number">Deferred<th class="number">In doubt<th class="number">Other</thead><tbody>

            """)
        for entry in largest {
            add("<tr><td class=\"words\">")
            entry.domain.isEmpty ? add("<i>no address</i>") : add(text: entry.domain)
            add("<td class=\"number\">\(entry.figures.rows.grouped)<td class=\"share\">")
            addBar(entry.figures, className: "bar")
            let named: [Outcome] = [.accepted, .refused, .deferred, .inDoubt]
            let other = entry.figures.rows - named.map { entry.figures[$0] }.reduce(0, +)
            for number in named.map({ entry.figures[$0] }) + [other] {
                add("<td class=\"number\">\(number > 0 ? number.grouped : "")")
            }
            add("\n")
        }
        add("</tbody></table></div>\n")
        let rest = domains.domains - largest.count
        if rest > 0 { add("<p class=\"faint\">and \(rest.grouped) more domains</p>\n") }
    }

    private static let mostDomains = 20

    /// From the foot of a column upwards.
    private static let stacked: [Outcome] = [
        .accepted, .deferred, .refused, .inDoubt, .invalid, .pending, .skipped,
    ]

    /// For those who hear the page.
    private static func sentence(_ figures: Figures) -> String {
        Self.stacked.filter { figures[$0] > 0 }.map { "\(figures[$0].grouped) \($0.title)" }.joined(
            separator: ", ")
    }

    /// The next of 1, 2, 4, 6, 8, 10, 12, 16, 20, 40 …: an even number, or 1.
    private static func roundedUp(_ number: Int) -> Int {
        let steps = [1, 2, 4, 6, 8, 10, 12, 16, 20]
        var unit = 1
        while (number - 1) / 20 >= unit { unit *= 10 }
        return steps.map { $0 * unit }.first { $0 >= number } ?? number
    }

    private static func half(_ top: Int) -> String { top == 1 ? "" : (top / 2).grouped }
}
