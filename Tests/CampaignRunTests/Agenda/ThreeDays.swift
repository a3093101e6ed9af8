import Ledger
import SMTP
import TestSupport

@testable import CampaignRun

/// Three days of a campaign by a clock that is set: the schedule, the agenda and the campaign file of a run.
///
/// The relay is made up: it greylists every address and dies for an hour. Somebody resumes ten minutes after a run has ended.
struct ThreeDays {
    static let hour: Int64 = 3_600_000
    static let pace: [PaceOption: [String]] = [
        .hours: ["09:00-12:00,13:00-17:30"], .timeZone: ["Europe/Rome"], .dailyCap: ["2200"],
        .rate: ["600/hour"], .ratePerDomain: ["150/hour"],
    ]
    /// Monday 30 November 2026, midnight in Rome.
    static let start = CivilDay.number(year: 2026, month: 11, day: 30) * CivilDay.milliseconds - hour
    /// Tuesday, from ten to eleven.
    static let outage = start + 34 * hour..<start + 35 * hour
    private static let resumeAfter: Int64 = 600_000

    private(set) var run: AgendaFixture
    private var schedule = RunSchedule(connections: [2])
    private var open: Set<Int> = []
    private var timers: [(at: Int64, slot: Int)] = []
    /// How the run ended that is not begun again yet.
    private var finish: Schedule.Finish?
    private(set) var runs = 1
    private(set) var plan = DayPlan(zone: .utc)
    private(set) var starts: [(row: Int, at: Int64)] = []

    init(rows: Int) throws {
        run = try AgendaFixture(rows: rows, Self.pace, at: Self.start, address: Self.address)
        plan = DayPlan(zone: try PaceSettings(Self.pace).zone)
    }

    /// A third of the rows is of one domain, a third of another one.
    static func address(of row: Int) -> String {
        switch row % 6 {
        case 0, 1: "row\(row)@large.example"
        case 2, 3: "row\(row)@medium.example"
        default: "row\(row)@small\(row % 97).example"
        }
    }

    mutating func work() throws {
        try perform(.start)
        while run.now < Self.start + 3 * CivilDay.milliseconds {
            try fireTimers()
            if let finish {
                if finish == .exhausted { return }
                try resume()
            } else if try send() == 0 {
                try idle()
            }
        }
    }

    private var isRelayDown: Bool { Self.outage.contains(run.now) }

    /// Sends one message on each connection.
    ///
    /// - Returns: how many started.
    private mutating func send() throws -> Int {
        let rows = open.isEmpty ? [] : try run.take(open.count)
        guard !rows.isEmpty else { return 0 }
        let (isDown, now) = (isRelayDown, run.now)
        for claim in run.out {
            starts.append((claim.recipient.row, now))
            plan.note(isDown ? .lost : claim.recipient.attempts == 0 ? .deferred : .accepted, at: now)
        }
        try run.settle { claim in
            if isDown { return .notSent(.connectionLost) }
            return claim.recipient.attempts == 0 ? AgendaFixture.greylisted : AgendaFixture.accepted
        }
        for slot in open { try perform(isDown ? .ended(slot: slot, .transient) : .progress(slot: slot)) }
        return rows.count
    }

    /// Sets the clock to when something may happen.
    private mutating func idle() throws {
        let pause = try run.pause()
        if run.isExhausted { return try perform(.exhausted) }
        let timer = timers.map(\.at).min()
        let next = max(run.now + 1, min(timer ?? .max, open.isEmpty ? .max : pause?.until ?? .max))
        wait(until: next, open.isEmpty ? "no relay" : pause?.reason.word ?? "nothing")
    }

    private mutating func wait(until time: Int64, _ reason: String) {
        // The reason may be another one in an hour.
        let hourEnd = (run.now / Self.hour + 1) * Self.hour
        let end = min(time, hourEnd, Self.start + 3 * CivilDay.milliseconds)
        plan.note(wait: run.now..<max(run.now, end), for: reason)
        run.now = max(run.now, end)
    }

    private mutating func resume() throws {
        let time = run.now + Self.resumeAfter
        while run.now < time { wait(until: time, "no relay") }
        _ = try run.resume(Self.pace)
        (schedule, open, timers, finish) = (RunSchedule(connections: [2]), [], [], nil)
        runs += 1
        try perform(.start)
    }

    private mutating func fireTimers() throws {
        let due = timers.filter { $0.at <= run.now }
        timers.removeAll { $0.at <= run.now }
        for timer in due { try perform(.waited(slot: timer.slot)) }
    }

    private mutating func perform(_ event: Schedule.Event) throws {
        if case .ended(let slot, _) = event { open.remove(slot) }
        for action in schedule.handle(event) {
            switch action {
            case .connect(let slot) where isRelayDown: try perform(.ended(slot: slot, .transient))
            case .connect(let slot):
                open.insert(slot)
                try perform(.ready(slot: slot))
            case .wait(let slot, let seconds): timers.append((run.now + Int64(seconds) * 1000, slot))
            case .drain(let slot): try perform(.ended(slot: slot, .drained))
            case .finish(let finish): self.finish = finish
            }
        }
    }
}

extension Pause.Reason {
    fileprivate var word: String {
        switch self {
        case .startTime: "start time"
        case .hours: "hours"
        case .dailyCap: "daily cap"
        case .rate(let rate): "rate \(rate.text)"
        case .domainRate: "rates of domains"
        case .search: "search"
        case .deferral: "deferred rows"
        }
    }
}
