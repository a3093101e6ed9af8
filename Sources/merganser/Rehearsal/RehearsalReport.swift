import CampaignRun
import Ledger
import SMTP

/// What a rehearsal came to.
struct RehearsalReport {
    let standIn: StandIn
    let figures: Figures
    /// Why rows were not accepted.
    let reasons: ReplyGroups
    /// That were to be sent.
    let messages: Int
    /// That were taken up.
    let done: Int
    let seconds: Double
    let pace: PaceSettings
    /// Milliseconds since 1970.
    let now: Int64

    var lines: [String] { setting + outcomes + duration }

    private var setting: [String] {
        var lines = ["Rehearsed; nothing was sent, and no campaign file is kept."]
        switch (standIn.address, standIn.roundTrip) {
        case (nil, _):
            lines.append(
                "No relay was named, so answers came at once; --relay URL lends its round-trip time.")
        case (let relay?, nil):
            lines.append(
                "Nothing has been measured of \(relay.url), so answers came at once; merganser probe \(relay.url) measures it."
            )
        case (let relay?, let roundTrip?):
            lines.append(
                "A round trip took \(RelayOutlook.text(ofMicroseconds: roundTrip)), as was measured with \(relay.url)."
            )
        }
        return lines + standIn.faults.faults.map { "\($0.rawValue): \($0.sentence)" }
    }

    private var outcomes: [String] {
        let width = Outcome.allCases.map { figures[$0].grouped.utf8.count }.max() ?? 1
        func padded(_ count: Int) -> String {
            String(repeating: " ", count: max(0, width - count.grouped.utf8.count)) + count.grouped
        }
        var lines: [String] = []
        for outcome in Outcome.allCases where figures[outcome] > 0 {
            let gap = String(repeating: " ", count: max(1, 10 - outcome.title.utf8.count))
            lines.append(outcome.title + gap + padded(figures[outcome]))
            for reason in reasons.sorted.filter({ $0.outcome == outcome }).prefix(Self.mostReasons) {
                let code = String(replyCode: reason.code, enhanced: reason.enhanced)
                let words = (code.isEmpty ? "" : code + " ") + Printable.escape(reason.example)
                lines.append("          \(padded(reason.count)) × \(words)")
            }
        }
        return lines + ["of \(figures.rows.counted("row"))"]
    }

    private static let mostReasons = 10

    private var duration: [String] {
        guard done > 0, seconds > 0 else { return [] }
        let speed = Double(done) / seconds
        var lines = [
            "It took \(text(of: seconds)): \(ProgressLine.text(ofSpeed: speed)). TLS and the relay's own work come on top."
        ]
        let keeper = PaceKeeper(pace, at: now)
        if let phrase = pace.phrase, let end = keeper.end(of: messages, speed: speed, at: now) {
            lines.append(
                "With \(phrase) the last of \(messages.grouped) would start \(keeper.text(ofMoment: end)).")
        }
        return lines
    }

    private func text(of seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded(.up))
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : ProgressLine.text(ofDuration: tenths / 10)
    }
}
