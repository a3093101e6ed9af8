import CampaignRun

/// What is about to happen, for those who may still say no.
struct SendingPlan {
    /// Messages that the run means to send.
    let messages: Int
    /// What they are, by label.
    let subject: [Line]
    /// One line for each relay.
    let relays: [String]
    let pace: PaceSettings
    /// With what earlier runs sent.
    let keeper: PaceKeeper
    /// Milliseconds since 1970.
    let now: Int64
    /// The campaign file.
    let path: String

    struct Line: Equatable {
        let label: String
        let text: String
    }

    private static let labelWidth = 10

    var lines: [String] {
        let through = relays.map { Line(label: "through", text: $0) }
        let rest = [
            Line(label: "pace", text: pace.phrase ?? "as fast as the relay takes them"),
            expected.map { Line(label: "expected", text: $0) },
            Line(label: "retries", text: pace.retryPhrase),
            Line(label: "recorded", text: "in \(path.printable)"),
        ].compactMap(\.self)
        return (subject + through + rest).map { line in
            let gap = String(repeating: " ", count: max(1, Self.labelWidth - line.label.utf8.count))
            return line.label + gap + line.text
        }
    }

    var question: String { "Send \(messages.counted("message"))?" }

    /// When the first and the last message start, as far as the pace says; nil when it does not.
    private var expected: String? {
        let pause = keeper.pause(at: now)
        if let pause, pause.until == nil { return "never: no day has such hours" }
        let first = pause?.until.map { "the first \(keeper.text(ofMoment: $0))" }
        let last = keeper.end(of: messages, speed: nil, at: now).map {
            "the last \(keeper.text(ofMoment: $0)) at the earliest"
        }
        let parts = [first, last].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension PaceKeeper {
    /// `Wed 2026-12-02 14:20` on the clocks the pace goes by.
    func text(ofMoment milliseconds: Int64) -> String {
        let local = local(milliseconds)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(local / 86_400_000 % 7)]
        let text = Timestamp.text(local).utf8.prefix(16).map { $0 == UInt8(ascii: "T") ? 0x20 : $0 }
        return weekday + " " + String(decoding: text, as: UTF8.self)
    }
}
