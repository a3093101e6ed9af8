import Composition
import HeapModule

/// Keeps the rates of every recipient domain, and the rows that wait for theirs while others go past.
///
/// A domain is known by a keyed hash of its name. Those that are busy have a line each; when there are ``mostLines`` of
/// them, others share lines until some are idle: that makes them slower, and never faster than their rate.
///
/// A value: time goes in, in milliseconds since 1970.
struct DomainPace {
    /// One domain's rates and those who wait for them.
    private struct Line {
        var limits: [RateLimit]
        var waiting = RowTrail()

        /// When its next start is possible: `now` or later.
        func next(at now: Int64) -> Int64 {
            var moment = now
            // Each rate may move the moment to where another one forbids it again.
            for _ in 0..<limits.count { moment = limits.reduce(moment) { max($0, $1.next(at: $0)) } }
            return moment
        }

        func isIdle(at now: Int64) -> Bool { waiting.isEmpty && limits.allSatisfy { $0.isUnused(at: now) } }

        /// To be done before anything is asked of it.
        mutating func look(at now: Int64) {
            for index in limits.indices { limits[index].look(at: now) }
        }

        mutating func take(at now: Int64) {
            for index in limits.indices { limits[index].take(1, at: now) }
        }
    }

    /// A line with somebody waiting, by when its next start is possible.
    private struct Turn: Comparable {
        let time: Int64
        let line: UInt64

        static func < (one: Turn, other: Turn) -> Bool { (one.time, one.line) < (other.time, other.line) }
    }

    static let mostLines = 65_536
    private static let sharedLines: UInt64 = 4096

    let rates: [Rate]
    private let key: KeyedHash
    private let capacity: Int
    private var lines: [UInt64: Line] = [:]
    private var turns = Heap<Turn>()
    /// Rows that wait, of all domains.
    private(set) var waiting = 0
    private var lastSweep = Int64.min

    /// - Parameters:
    ///   - key: random, so that whoever writes the list cannot choose domains that share a line.
    ///   - capacity: lines of single domains at the most.
    init(_ rates: [Rate], key: KeyedHash, capacity: Int = DomainPace.mostLines) {
        self.rates = rates
        self.key = key
        self.capacity = capacity
    }

    /// The domain of a canonical address, in lower case and as the DNS has it.
    static func name(in address: [UInt8]) -> [UInt8] {
        let domain = address.lastIndex(of: UInt8(ascii: "@")).map { address[($0 + 1)...] } ?? address[...]
        guard !domain.allSatisfy({ $0 < 0x80 }) else { return domain.map(\.lowercased) }
        return (try? EmailAddress(parsing: address).asciiDomain.map(\.lowercased)) ?? Array(domain)
    }

    /// Whether a message to `domain` may start at `now`; it counts, if so.
    ///
    /// Nobody goes past those of the same domain that wait.
    mutating func start(_ domain: [UInt8], at now: Int64) -> Bool {
        let line = line(of: domain, at: now)
        lines[line]?.look(at: now)
        guard let found = lines[line], found.waiting.isEmpty, found.next(at: now) <= now else { return false }
        lines[line]?.take(at: now)
        return true
    }

    /// Lets a row wait for its domain.
    mutating func wait(_ row: Int, for domain: [UInt8], at now: Int64) {
        let line = line(of: domain, at: now)
        if lines[line]?.waiting.isEmpty ?? false {
            turns.insert(Turn(time: nextTime(of: line, at: now), line: line))
        }
        lines[line]?.waiting.append(row)
        waiting += 1
    }

    /// Takes out a row whose domain's turn it is; its start counts.
    mutating func nextWaiting(at now: Int64) -> Int? {
        // No rate makes anybody wait for so long: the clock was set back.
        if let turn = turns.min, turn.time > now + horizon { reconsiderTurns(at: now) }
        while let turn = turns.min, turn.time <= now {
            turns.removeMin()
            lines[turn.line]?.look(at: now)
            let isFree = nextTime(of: turn.line, at: now) <= now
            let row = isFree ? lines[turn.line]?.waiting.popFirst() : nil
            if row != nil { lines[turn.line]?.take(at: now) }
            if lines[turn.line]?.waiting.isEmpty == false {
                turns.insert(Turn(time: nextTime(of: turn.line, at: now), line: turn.line))
            }
            guard let row else { continue }
            waiting -= 1
            return row
        }
        return nil
    }

    /// A start at `time` was none; whoever waits for the domain may have its turn now.
    mutating func giveBack(_ domain: [UInt8], startedAt time: Int64, now: Int64) {
        let line = line(of: domain, at: now)
        for index in rates.indices { lines[line]?.limits[index].giveBack(startedAt: time, now: now) }
        guard lines[line]?.waiting.isEmpty == false else { return }
        turns.insert(Turn(time: nextTime(of: line, at: now), line: line))
    }

    /// When a row that waits may start; nil when none waits.
    var nextTime: Int64? { turns.min?.time }

    /// A start of an earlier run; told nearly oldest first.
    mutating func remember(_ domain: [UInt8], startedAt time: Int64, now: Int64) {
        let line = line(of: domain, at: now)
        for index in rates.indices { lines[line]?.limits[index].remember(starts: 1, lastAt: time) }
    }

    /// How far back starts of earlier runs matter at `now`; nil when they do not.
    func memory(at now: Int64) -> Int64? { rates.isEmpty ? nil : now - horizon }

    private func nextTime(of line: UInt64, at now: Int64) -> Int64 { lines[line]?.next(at: now) ?? now }

    /// Longer than any rate makes anybody wait.
    private var horizon: Int64 { 2 * (rates.map(\.unit.milliseconds).max() ?? 0) }

    private mutating func reconsiderTurns(at now: Int64) {
        let waiting = turns.unordered.map(\.line)
        for line in waiting { lines[line]?.look(at: now) }
        turns = Heap(waiting.map { Turn(time: nextTime(of: $0, at: now), line: $0) })
    }

    /// The line of a domain, made if there is none.
    ///
    /// A domain that shared a line a moment ago goes on with it, because its starts are counted there.
    private mutating func line(of domain: [UInt8], at now: Int64) -> UInt64 {
        // The numbers below `sharedLines` are those of shared lines.
        let hash = key.hash(domain).0 | Self.sharedLines
        if lines[hash] != nil { return hash }
        let shared = (hash >> 32) & (Self.sharedLines - 1)
        if lines.count >= capacity { sweep(at: now) }
        let isShared = lines[shared] != nil || lines.count >= capacity
        let line = isShared ? shared : hash
        if lines[line] == nil { lines[line] = Line(limits: rates.map { RateLimit($0, at: now) }) }
        return line
    }

    /// Forgets lines that say nothing; at most once a second, so that many domains do not make it many times.
    private mutating func sweep(at now: Int64) {
        guard now >= lastSweep &+ 1000 || now < lastSweep else { return }
        lastSweep = now
        lines = lines.filter { !$0.value.isIdle(at: now) }
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }
}
