import CampaignRun

extension PaceFault {
    var sentence: String {
        "--\(option.rawValue) is “\(text.printable)”: give \(option.expectation)"
    }
}

extension PaceOption {
    fileprivate var expectation: String {
        switch self {
        case .rate, .ratePerDomain: "a number and a unit, such as 10/s, 600/minute, 5000/hour or 20000/day"
        case .dailyCap: "a number of messages, 1 or more"
        case .hours: "times of day, such as 09:00-17:30"
        case .days: "days of the week, such as mon-fri or mon,wed,fri"
        case .timeZone: "a name from /usr/share/zoneinfo (package tzdata), such as Europe/Rome"
        case .maxAttempts: "a number of attempts, 1 or more"
        case .stopAfterFailures: "a number of recipients, such as 50, or a share of them, such as 5%"
        case .maxAge, .retryAfter: "a length of time, such as 90s, 15min, 4h or 5d"
        case .startAt: "a local time, such as 2026-12-01T09:00"
        }
    }
}

extension PaceSettings {
    /// `10/s, 5000/hour, 20000 a day, 09:00-17:30, mon-fri, from 2026-12-01T09:00 (Europe/Rome)`; nil for no pace.
    var phrase: String? {
        guard !isUnlimited || stored[PaceOption.ratePerDomain.rawValue] != nil else { return nil }
        func said(_ option: PaceOption) -> String? {
            stored[option.rawValue].map { text in
                String(decoding: text.utf8.map { $0 == 0x0A ? 0x2C : $0 }, as: UTF8.self).printable
            }
        }
        let rates = said(.rate).map { $0.utf8.split(separator: 0x2C).map { String(Substring($0)) } } ?? []
        let parts =
            rates
            + [
                said(.ratePerDomain).map { "\($0) for each domain" }, said(.dailyCap).map { "\($0) a day" },
                said(.hours), said(.days),
                said(.startAt).map { "from \($0)" },
            ].compactMap(\.self)
        return parts.joined(separator: ", ") + (said(.timeZone).map { " (\($0))" } ?? "")
    }
}

extension PaceSettings {
    /// What becomes of those that are turned away for now.
    var retryPhrase: String {
        func said(_ option: PaceOption, or usual: String) -> String {
            (stored[option.rawValue] ?? usual).printable
        }
        let attempts = said(.maxAttempts, or: "10")
        guard attempts != "1" else { return "none" }
        return "of those turned away for now (4xx), up to \(attempts) attempts, the second after "
            + "\(said(.retryAfter, or: "2min")), none after \(said(.maxAge, or: "5d"))"
    }
}

extension RefusalCount {
    /// Why the run was stopped, and what to do about it.
    func sentence(path: String) -> String {
        "\(refused.grouped) of \(answered.grouped) recipients were refused, which is where --stop-after-failures ends a run; "
            + "the others stay pending. See why (merganser report \(path) --csv - --only refused), "
            + "then merganser resume \(path) goes on and counts anew"
    }
}

extension Pause {
    /// `waiting until 09:00 (hours)`; nil for a wait that is over before anybody has read it.
    func phrase(now: Int64) -> String? {
        guard let until else { return "waiting (\(reason.word))" }
        guard until - now >= 5000 else { return nil }
        let minutes = local / 60_000
        let (hour, minute) = (minutes / 60 % 24, minutes % 60)
        let time = "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
        let days = (until - now) / 86_400_000
        return "waiting until \(time)\(days > 0 ? " in \(days) d" : "") (\(reason.word))"
    }
}

extension Pause.Reason {
    var word: String {
        switch self {
        case .startTime: "start time"
        case .hours: "hours"
        case .dailyCap: "daily cap"
        case .rate(let rate): "rate \(rate.text)"
        case .domainRate: "rates per domain"
        case .search: "looking for domains that may be written to"
        case .deferral: "to try deferred rows again"
        }
    }
}
