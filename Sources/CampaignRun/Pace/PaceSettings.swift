/// When messages may start: rates, a daily cap, hours and days by the clocks of a place, a beginning; and when those
/// that were turned away for now are tried again, and when so many are refused that a run ends.
///
/// Made from the texts of the options, which are also what the campaign file keeps.
package struct PaceSettings: Equatable, Sendable {
    /// Given for an option, it lifts what the campaign had.
    package static let nothing = "none"

    let rates: [Rate]
    /// Of each recipient domain.
    let domainRates: [Rate]
    let dailyCap: Int64?
    let hours: SendingHours
    let zone: TimeZoneRules
    /// Milliseconds since 1970.
    let startAt: Int64?
    let retries: RetryPolicy
    /// Nil when nobody is too many.
    let failureLimit: FailureLimit?
    private let texts: [PaceOption: [String]]

    /// As fast as it goes.
    package static let unlimited = PaceSettings()

    private init() {
        (rates, dailyCap, hours, zone, startAt, texts) = ([], nil, .always, .utc, nil, [:])
        domainRates = []
        failureLimit = nil
        retries = RetryPolicy()
    }

    package init(_ texts: [PaceOption: [String]]) throws(PaceFault) {
        let texts = texts.filter { !$0.value.isEmpty && $0.value != [Self.nothing] }
        func last<Value>(_ option: PaceOption, _ parse: ([UInt8]) -> Value?) throws(PaceFault) -> Value? {
            guard let text = texts[option]?.last else { return nil }
            guard let value = parse(Array(text.utf8)) else { throw PaceFault(option: option, text: text) }
            return value
        }
        func rates(_ option: PaceOption) throws(PaceFault) -> [Rate] {
            try (texts[option] ?? []).map { (text) throws(PaceFault) in
                guard let rate = Rate(parsing: text.utf8) else { throw PaceFault(option: option, text: text) }
                return rate
            }
        }
        self.rates = try rates(.rate)
        domainRates = try rates(.ratePerDomain)
        dailyCap = try last(.dailyCap) { text in
            DecimalNumber.parse(text, atMost: Rate.most).flatMap { $0 > 0 ? $0 : nil }
        }
        hours = SendingHours(
            spans: try last(.hours, SendingHours.spans) ?? [],
            days: try last(.days, SendingHours.days) ?? SendingHours.always.days)
        let zone =
            try last(.timeZone) { TimeZoneRules.named(String(decoding: $0, as: UTF8.self)) }
            ?? TimeZoneRules.ofThisMachine
        self.zone = zone
        startAt = try last(.startAt, Self.localTime).flatMap { wanted in
            // A day before is early enough: no clock differs by more.
            zone.first(from: wanted - 2 * CivilDay.milliseconds) { max($0, wanted) }
        }
        var retries = RetryPolicy()
        retries.attempts =
            try last(.maxAttempts) { text in
                DecimalNumber.parse(text, atMost: 1_000_000).flatMap { $0 > 0 ? $0 : nil }
            } ?? retries.attempts
        retries.age = try last(.maxAge) { WaitText.parse($0) } ?? retries.age
        retries.firstWait = try last(.retryAfter) { WaitText.parse($0) } ?? retries.firstWait
        self.retries = retries
        failureLimit = try last(.stopAfterFailures) { FailureLimit(parsing: $0) }
        self.texts = texts
    }

    package var isUnlimited: Bool { rates.isEmpty && dailyCap == nil && hours == .always && startAt == nil }

    /// `2026-12-01T09:00` as local milliseconds.
    private static func localTime(_ text: [UInt8]) -> Int64? {
        let halves = text.split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
        guard halves.count == 2, let time = SendingHours.timeOfDay(halves[1]) else { return nil }
        let parts = halves[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap { DecimalNumber.parse($0, atMost: 9999) }
        guard numbers.count == 3, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...CivilDay.length(ofMonth: numbers[1], year: numbers[0])).contains(numbers[2])
        else { return nil }
        return CivilDay.number(year: numbers[0], month: numbers[1], day: numbers[2]) * CivilDay.milliseconds
            + time
    }
}

extension PaceSettings {
    /// As the campaign file keeps them; what was not asked for is not there.
    package var stored: [String: String] {
        Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value.joined(separator: "\n")) })
    }

    /// What a campaign file keeps, with `texts` in its place where they say something.
    package init(stored settings: [String: String], replacing texts: [PaceOption: [String]]) throws(PaceFault)
    {
        var merged: [PaceOption: [String]] = [:]
        for option in PaceOption.allCases {
            if let text = settings[option.rawValue], !text.utf8.isEmpty {
                merged[option] = text.utf8.split(separator: 0x0A).map {
                    String(decoding: Array($0), as: UTF8.self)
                }
            }
            if let new = texts[option], !new.isEmpty { merged[option] = new }
        }
        try self.init(merged)
    }
}

extension PaceSettings {
    /// How many claims each connection may hold ready: what lies ready while the relay says nothing leaves in one burst when
    /// it does, and has counted long before.
    ///
    /// With a rate, no more over all connections than may start at once: 0 where that is less than one for each.
    ///
    /// - Parameter connections: how many at the most.
    func largestLookahead(upTo most: Int, connections: Int) -> Int {
        var together = rates.map { Int(clamping: TokenBucket($0, at: 0).burst) }
        // A domain's rate holds for few of those that lie ready.
        if !domainRates.isEmpty { together.append(8) }
        return together.min().map { min(most, $0 / max(1, connections)) } ?? most
    }
}
