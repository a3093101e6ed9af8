import CampaignRun
import SMTP

extension ProgressState {
    /// A sentence for a log: `1,200 of 5,000: 1,180 accepted, 20 refused; 240/s, average 233/s; 4 connections; 16 s left`.
    var sentence: String {
        let count = "\(done.grouped) of \(total.grouped)"
        if let trouble { return "\(count): \(Printable.escape(trouble.utf8))" }
        var parts: [String] = []
        let outcomes = tallies.filter { $0.count > 0 }.map { "\($0.count.grouped) \($0.kind.rawValue)" }
        if !outcomes.isEmpty { parts.append(outcomes.joined(separator: ", ")) }
        if toRetry > 0 { parts.append("\(toRetry.grouped) to be tried again") }
        if let phrase = pause?.phrase(now: now) {
            parts.append(phrase)
        } else if let speed, let averageSpeed {
            parts.append(
                "\(ProgressLine.text(ofSpeed: speed)), average \(ProgressLine.text(ofSpeed: averageSpeed))")
            parts.append(connections.counted("connection"))
        }
        if let timeLeft, done < total { parts.append("\(ProgressLine.text(ofDuration: timeLeft)) left") }
        return "\(count): \(parts.joined(separator: "; "))"
    }

    /// One JSON object without a line end; docs/sending.md has its members.
    ///
    /// - Parameter isFinal: nothing comes after it.
    func json(isFinal: Bool) -> [UInt8] {
        var object = JSONObject()
        object.add("time", Timestamp.text(now))
        object.add(
            "state", isFinal ? "ended" : trouble != nil ? "troubled" : isWaiting ? "waiting" : "sending")
        object.add("total", total)
        object.add("done", done)
        for tally in tallies { object.add(tally.kind.member, tally.count) }
        object.add("to_retry", toRetry > 0 ? toRetry : nil)
        if let speed { object.add("per_second", tenths: speed) }
        if let averageSpeed { object.add("average_per_second", tenths: averageSpeed) }
        object.add("seconds_left", timeLeft)
        object.add("connections", connections)
        object.add("window", window)
        // What is over waits for nothing.
        if isWaiting, !isFinal {
            object.add("waiting_for", pause?.reason.word)
            object.add("waiting_until", pause?.until.map(Timestamp.text))
        }
        object.add("trouble", trouble)
        return object.finish()
    }

    /// Whether somebody who reads it is told of a wait.
    var isWaiting: Bool { pause?.phrase(now: now) != nil }
}

extension ProgressState.Tally.Kind {
    fileprivate var member: String { self == .inDoubt ? "in_doubt" : rawValue }
}
