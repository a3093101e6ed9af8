import Ledger
import SMTP
import TestSupport

@testable import CampaignRun

/// A campaign file and its agenda, worked off by a clock that the test sets and a relay that the test is.
struct AgendaFixture {
    let folder: TemporaryFolder
    private(set) var file: CampaignFile
    var agenda: Agenda
    var now: Int64
    /// Claimed and not settled.
    var out: [ClaimedRecipient] = []

    static let start: Int64 = 1_790_000_000_000

    /// - Parameter address: the address of each row.
    init(
        rows: Int, _ texts: [PaceOption: [String]] = [:], limit: Int? = nil, connections: Int = 1,
        at now: Int64 = start, address: (Int) -> String = { "row\($0)@example.com" }
    ) throws {
        folder = try TemporaryFolder()
        file = try CampaignFile.create(
            at: folder("news.merganser"),
            describing: CampaignDescription(
                id: "0123abcd", name: "news", createdAt: now, files: [], listPath: "list.csv",
                header: Array("email".utf8), delimiter: UInt8(ascii: ","), attachments: [],
                settings: try PaceSettings(texts).stored))
        for row in 1...rows {
            let octets = Array(address(row).utf8)
            try file.append(NewRecipient(row: row, line: row + 1, address: octets, record: octets))
        }
        try file.seal()
        self.now = now
        agenda = Agenda(
            try Self.settings(texts, limit: limit, retrying: []), connections: connections, at: now)
        _ = try agenda.begin(in: file, at: now)
    }

    static func settings(
        _ texts: [PaceOption: [String]], limit: Int? = nil, retrying: Set<Outcome>
    ) throws -> RunSettings {
        var settings = RunSettings(window: nil, limit: limit, retrying: retrying, wording: Silence())
        settings.pace = try PaceSettings(texts)
        settings.seed = 1
        return settings
    }

    /// As another process would: closes the file, and opens it for a run of its own.
    mutating func resume(
        _ texts: [PaceOption: [String]] = [:], isHurried: Bool = false, retrying: Set<Outcome> = [],
        omitting omitted: Set<Int> = []
    ) throws -> Int {
        let path = file.path
        try file.close()
        out = []
        file = try CampaignFile.open(at: path, now: now)
        var settings = try Self.settings(texts, retrying: retrying.union([.deferred]))
        settings.isHurried = isHurried
        settings.omitted = omitted
        agenda = Agenda(settings, connections: 1, at: now)
        return try agenda.begin(in: file, at: now)
    }

    /// Claims what may start now.
    mutating func take(_ wanted: Int) throws -> [Int] {
        var claims: [ClaimedRecipient] = []
        try agenda.take(wanted, into: &claims, from: file, at: now)
        try file.commit(claims: claims.map { Claim(row: $0.recipient.row, at: now) }, results: [])
        out += claims
        return claims.map(\.recipient.row)
    }

    /// The relay's word on what is out, row by row.
    mutating func settle(_ verdict: (ClaimedRecipient) -> Verdict) throws {
        try come { .verdict(verdict($0)) }
    }

    /// What became of what is out, row by row.
    mutating func come(to result: (ClaimedRecipient) -> Settlement.Result) throws {
        let settled = out.map { claim in
            let settlement = Settlement(claim: claim, result: result(claim), slot: 0)
            return settlement.isDeferral
                ? settlement.retried(at: agenda.retryTime(of: claim, at: now)) : settlement
        }
        out = []
        try file.commit(
            claims: [], results: settled.map { $0.ledgerResult(at: now, relay: "", wording: Silence()) })
        for settlement in settled { agenda.settle(settlement, at: now) }
    }

    /// The relay accepts one of what is out, after so long.
    mutating func accept(_ row: Int, after wait: Int64) throws {
        guard let index = out.firstIndex(where: { $0.recipient.row == row }) else { return }
        var claim = out.remove(at: index)
        claim.address = Array(claim.recipient.record)
        let settlement = Settlement(claim: claim, result: .verdict(Self.accepted), slot: 0, wait: wait)
        try file.commit(
            claims: [], results: [settlement.ledgerResult(at: now, relay: "", wording: Silence())])
        agenda.settle(settlement, at: now)
    }

    /// What keeps everything that is left from starting.
    mutating func pause() throws -> Pause? { try agenda.pause(in: file, at: now) }

    /// Sets the clock to when something may start again; nil when nothing is left.
    mutating func wait() throws -> Pause? {
        let pause = try pause()
        if let until = pause?.until { now = max(now, until) }
        return pause
    }

    var isExhausted: Bool { agenda.isExhausted }

    static let accepted = Verdict.accepted(Reply(code: 250, text: "2.0.0 ok"))
    static let greylisted = Verdict.deferred(Reply(code: 451, text: "4.7.1 later"), recipient: 0)
}

/// No words.
struct Silence: Wording {
    func sentence(for problem: RowProblem) -> String { "" }
    func sentence(for fault: PathFault) -> String { "" }
    func sentence(for refusal: LocalRefusal) -> String { "" }
    func sentence(for doubt: InDoubtReason) -> String { "" }
    func sentence(for reason: NotSentReason) -> String { "" }
    func sentence(for failures: [RecipientFailure]) -> String { "" }
}
