import Cryptography
import Glibc
import Synchronization

/// What all connections of one server have in common: settings, prepared replies, the log, the tallies.
final class Register: Sendable {
    private struct Memory {
        /// Recipients that were told to come again, in lower case, and when they were first: milliseconds of a clock.
        var greylisted: [[UInt8]: Int] = [:]
        /// How often the point of each of ``SinkSettings/losses`` was reached.
        var timesReached: [Int] = []
    }

    /// More greylisted addresses than this are forgotten, all at once, so that memory stays bounded.
    private static let greylistLimit = 1 << 20

    let settings: SinkSettings
    let replies: Replies
    let log: EventLog?
    let tls: TLSContext?
    private let maildir: String?
    /// What makes the names of files in the Maildir different from those of every other server, past or present.
    private let stamp: String
    private let memory: Mutex<Memory>

    let connections = Atomic(0)
    let openConnections = Atomic(0)
    let accepted = Atomic(0)
    let octets = Atomic(0)
    let refused = Atomic(0)
    let lost = Atomic(0)
    let isStopping = Atomic(false)
    private let files = Atomic(0)

    /// Opens the log, makes the Maildir and reads the certificate.
    init(_ settings: SinkSettings) throws(SinkFault) {
        try Self.check(settings)
        self.settings = settings
        replies = Replies(settings)
        if let path = settings.logPath { log = try EventLog(appendingTo: path) } else { log = nil }
        tls = try Self.context(for: settings.tls)
        if case .maildir(let path) = settings.storage {
            try MaildirFile.prepare(path)
            maildir = path
        } else {
            maildir = nil
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        stamp = "\(now.tv_sec).M\(now.tv_nsec / 1000)P\(getpid())"
        memory = Mutex(Memory(timesReached: settings.losses.map { _ in 0 }))
    }

    /// Begins the file of a message, where messages are kept; fails with the `errno`.
    func makeFile() -> Result<MaildirFile?, FileFailure> {
        guard let maildir else { return .success(nil) }
        let number = files.wrappingAdd(1, ordering: .relaxed).newValue
        let digits = String(number)
        let name = stamp + "Q" + String(repeating: "0", count: max(10 - digits.count, 0)) + digits + ".sink"
        guard let file = MaildirFile(in: maildir, name: name) else {
            return .failure(FileFailure(code: errno))
        }
        return .success(file)
    }

    struct FileFailure: Error {
        let code: Int32
    }

    /// Counts that a point is reached; whether the connection is to be lost there.
    func loses(at point: SinkLoss.Point) -> Bool {
        guard settings.losses.contains(where: { $0.point == point }) else { return false }
        return memory.withLock { memory in
            var isDue = false
            for (index, loss) in settings.losses.enumerated() where loss.point == point {
                memory.timesReached[index] += 1
                if loss.occasion.isDue(at: memory.timesReached[index]) { isDue = true }
            }
            return isDue
        }
    }

    /// The reply that refuses this address at this stage, if a rule does.
    func refusal(of address: ArraySlice<UInt8>, at stage: SinkRefusal.Stage) -> SinkReply? {
        for rule in settings.refusals where rule.stage == stage && rule.pattern.matches(address) {
            guard rule.chooses(address) else { continue }
            guard stage == .greylist else { return rule.reply }
            if isTooEarly(address) { return rule.reply }
        }
        return nil
    }

    /// Whether the address is new, or was told to come again less than the delay ago.
    private func isTooEarly(_ address: ArraySlice<UInt8>) -> Bool {
        let key = address.map(\.lowercased)
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        return memory.withLock { memory in
            if let first = memory.greylisted[key] { return now - first < settings.greylistDelay }
            if memory.greylisted.count >= Self.greylistLimit { memory.greylisted.removeAll() }
            memory.greylisted[key] = now
            return true
        }
    }

    private static func context(for mode: SinkSettings.TLSMode) throws(SinkFault) -> TLSContext? {
        switch mode {
        case .none: return nil
        case .startTLS(let settings), .implicit(let settings):
            do {
                return try TLSContext(server: settings)
            } catch {
                throw .tls(error)
            }
        }
    }

    private static func check(_ settings: SinkSettings) throws(SinkFault) {
        let ranges: [(name: String, value: Int, range: ClosedRange<Int>)] = [
            ("port", settings.port, 0...65535),
            ("maximumSize", settings.maximumSize, 1...Int.max),
            ("maximumRecipients", settings.maximumRecipients, 1...Int.max),
            ("delay", settings.delay, 0...3_600_000),
            ("greylistDelay", settings.greylistDelay, 0...86_400_000),
            ("messageLimit", settings.messageLimit?.count ?? 0, 0...Int.max),
            ("maximumConnections", settings.maximumConnections ?? 0, 0...Int.max),
        ]
        for (name, value, range) in ranges where !range.contains(value) {
            throw .setting(name: name, value: value)
        }
    }
}
