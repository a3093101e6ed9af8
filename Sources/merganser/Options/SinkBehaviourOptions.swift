import ArgumentParser
import Sink

/// What `sink` takes no more of, refuses, delays and gets wrong.
struct SinkBehaviourOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The largest message, in octets.", valueName: "octets"))
    var size = 64 << 20

    @Option(help: ArgumentHelp("The most recipients of one message.", valueName: "number"))
    var recipients = 1000

    @Option(help: ArgumentHelp("Accept so many messages on one connection.", valueName: "number"))
    var messagesPerConnection: Int?

    @Option(
        help: ArgumentHelp(
            "What the next MAIL gets: close (421 and closed), open (421, stays open) or defer (452).",
            valueName: "manner"))
    var messageLimitReply = MessageLimitReply.close

    @Option(help: ArgumentHelp("Answer more than so many connections at once with 421.", valueName: "number"))
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Refuse recipients that match: '*@refused.example=550 5.1.1 No such user'. Repeatable.",
            valueName: "pattern=reply"))
    var refuse: [String] = []

    @Option(help: ArgumentHelp("Refuse senders that match. Repeatable.", valueName: "pattern=reply"))
    var refuseSender: [String] = []

    @Option(
        help: ArgumentHelp(
            "Refuse matching recipients the first time only: '*=451 4.7.1 Try again'. Repeatable.",
            valueName: "pattern=reply"))
    var greylist: [String] = []

    @Option(
        help: ArgumentHelp(
            "Go on refusing greylisted recipients until so long after the first time.",
            valueName: "milliseconds"))
    var greylistDelay = 0

    @Option(
        help: ArgumentHelp(
            "Refuse messages for matching recipients at the end of their content. Repeatable.",
            valueName: "pattern=reply"))
    var refuseContent: [String] = []

    @Option(help: ArgumentHelp("Answer every read so many milliseconds later.", valueName: "milliseconds"))
    var delay = 0

    @Option(
        help: ArgumentHelp(
            """
            Lose the connection: \(SinkLoss.Point.allCases.map(\.rawValue).joined(separator: ", ")); always, every \
            n-th time (afterMAIL:10) or the first n times (afterMAIL:first=2). Repeatable.
            """,
            valueName: "point[:every]"))
    var lose: [String] = []

    @Option(
        help: ArgumentHelp(
            "Reset every n-th connection at one of its first so many octets, chosen by a seed: 3:20000.",
            valueName: "every:octets[:seed]"))
    var reset: String?

    @Flag(help: "Run the octets of a refused BDAT chunk as commands, as some servers do.")
    var executeRefusedChunks = false

    func apply(to settings: inout SinkSettings) throws {
        try check("--size", size, 1...Int.max)
        try check("--recipients", recipients, 1...Int.max)
        try check("--delay", delay, 0...3_600_000)
        try check("--greylist-delay", greylistDelay, 0...86_400_000)
        if let messagesPerConnection {
            try check("--messages-per-connection", messagesPerConnection, 0...Int.max)
        }
        if let connections { try check("--connections", connections, 0...Int.max) }
        settings.maximumSize = size
        settings.maximumRecipients = recipients
        settings.delay = delay
        settings.greylistDelay = greylistDelay
        settings.maximumConnections = connections
        settings.messageLimit = messagesPerConnection.map {
            SinkSettings.MessageLimit(count: $0, manner: messageLimitReply.manner)
        }
        settings.executesRefusedChunks = executeRefusedChunks
        do {
            settings.refusals = try refusals()
            settings.reset = try reset.map { (text) throws(SinkFault) in try SinkReset(parsing: text) }
            settings.losses = try lose.map { (text) throws(SinkFault) in try SinkLoss(parsing: text) }
        } catch {
            throw ValidationError(error.sentence)
        }
    }

    private func refusals() throws(SinkFault) -> [SinkRefusal] {
        let groups: [(texts: [String], stage: SinkRefusal.Stage)] = [
            (refuse, .recipient), (refuseSender, .sender), (greylist, .greylist), (refuseContent, .content),
        ]
        var refusals: [SinkRefusal] = []
        for (texts, stage) in groups {
            for text in texts { refusals.append(try SinkRefusal(parsing: text, stage: stage)) }
        }
        return refusals
    }

    private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard !range.contains(value) else { return }
        let most = range.upperBound == Int.max ? "or more" : "to \(range.upperBound)"
        throw ValidationError("\(name) takes a number from \(range.lowerBound) \(most), not \(value).")
    }
}

/// What a connection is told that has brought enough messages, by name.
enum MessageLimitReply: String, ExpressibleByArgument, CaseIterable {
    case close
    case open
    case `defer`

    var manner: SinkSettings.MessageLimit.Manner {
        switch self {
        case .close: .closes
        case .open: .staysOpen
        case .defer: .defers
        }
    }
}
