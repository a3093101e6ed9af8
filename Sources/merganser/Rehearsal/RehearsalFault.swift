import Sink

/// What goes wrong in a rehearsal, by name.
enum RehearsalFault: String, CaseIterable {
    case refusals
    case greylisting
    case busy
    case losses
    case resets
    case slow

    /// What it does, in a sentence.
    var sentence: String {
        switch self {
        case .refusals: "one recipient in 20 is refused (550)"
        case .greylisting: "every recipient is turned away the first time (451)"
        case .busy: "a connection that has brought 20 messages is closed (421)"
        case .losses: "one message in 50 is taken and the connection lost before the answer"
        case .resets: "every third connection is reset somewhere in its first 20 kB"
        case .slow: "every answer takes 200 ms more"
        }
    }

    func apply(to settings: inout SinkSettings) throws(SinkFault) {
        switch self {
        case .refusals:
            var rule = try SinkRefusal(
                parsing: "*=550 5.1.1 No such user, says the rehearsal", stage: .recipient)
            rule.share = 20
            settings.refusals.append(rule)
        case .greylisting:
            settings.refusals.append(
                try SinkRefusal(parsing: "*=451 4.7.1 Try again, says the rehearsal", stage: .greylist))
        case .busy: settings.messageLimit = SinkSettings.MessageLimit(count: 20)
        case .losses: settings.losses.append(SinkLoss(.afterContentBeforeReply, .every(50)))
        case .resets: settings.reset = SinkReset(every: 3, octets: 20_000)
        case .slow: settings.delay += 200
        }
    }
}

/// Faults separated by commas; `none`, or `all` of them.
struct RehearsalFaults: Equatable {
    let faults: [RehearsalFault]
    /// Words that are no fault's name.
    let unknown: [String]

    static let none = RehearsalFaults(faults: [], unknown: [])
    static let noneWord = "none"
    static let allWord = "all"

    private init(faults: [RehearsalFault], unknown: [String]) {
        self.faults = faults
        self.unknown = unknown
    }

    /// Nil for what looks like the name of a file, and is left to be one.
    init?(parsing text: String) {
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }) else {
            return nil
        }
        var (found, unknown): ([RehearsalFault], [String]) = ([], [])
        let words = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        for word in words {
            if word == Self.allWord {
                found += RehearsalFault.allCases
            } else if let fault = RehearsalFault(rawValue: word) {
                found.append(fault)
            } else if word != Self.noneWord || words.count > 1 {
                unknown.append(word)
            }
        }
        self.init(faults: RehearsalFault.allCases.filter(found.contains), unknown: unknown)
    }
}
