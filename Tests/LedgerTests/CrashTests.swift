import Foundation
import Ledger
import TestSupport
import Testing

/// Each fault at each writing system call in turn, until a run gets through without meeting it.
@Suite("Crashes and failing disks")
struct CrashTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
    }

    private static let sending = """
        open
        commit c1 c2 c3 c4
        commit c5 a1 d2
        commit c2 c6 r3 u4 a5
        close
        open
        commit c4 c7 c8
        commit i4 x7 a8 c9
        close
        """
    private static let rows = 40

    /// The model after the first `count` steps.
    ///
    /// Closing and opening settle what is claimed.
    private static func model(after count: Int) -> Model {
        var model = Model(pendingRows: rows)
        for step in sending.split(separator: "\n").prefix(max(count, 0)) {
            if step == "open" { model.crash() }
            model.perform(step)
        }
        return model
    }

    /// Runs the victim; nil when it got through without meeting the fault.
    private func meet(_ fault: Victim.Fault, at call: Int, _ script: String) async throws -> CommandResult? {
        let result = try await Victim.run(path, script: script, fault, at: call)
        if fault == .kill || fault == .torn {
            #expect(result.signal == SIGKILL || result.status == 0, "\(result.everything)")
            return result.signal == SIGKILL ? result : nil
        }
        // 0: SQLite could do without that call.
        #expect(result.signal == nil && (result.status == 3 || result.status == 0), "\(result.everything)")
        return result.output.contains("met\n") ? result : nil
    }

    @Test(
        "After any fault at any write while sending, the file opens and holds each commit wholly or not at all",
        arguments: [Victim.Fault.kill, .torn, .deviceError, .deviceErrorOnce, .diskFull],
        [Durability.process, .full])
    func faultWhileSending(fault: Victim.Fault, durability: Durability) async throws {
        let fresh = try await freshCampaign(durability)
        let visit = Fixture.visitMark(of: path)
        var call = 0
        while true {
            call += 1
            // Written over, not made anew: another file would be a copy, which is not sent from.
            for name in try Fixture.names(in: folder) where name != "news.merganser" { unlink(folder(name)) }
            try folder.write("news.merganser", fresh)
            Fixture.setVisitMark(visit, of: path)
            guard let victim = try await meet(fault, at: call, Self.sending) else { break }
            let (begun, done) = victim.progress
            #expect(
                !victim.output.contains("forgotten"),
                "a failed commit succeeded when tried again, call \(call)")
            let file = try CampaignFile.open(at: path)
            // What was acknowledged is there; what was under way may be, as a whole.
            let allowed = (done + 1...max(done + 1, begun + 1)).map { Self.model(after: $0) }
            let agrees = try allowed.contains { model in
                var model = model
                model.crash()
                return try model.agrees(with: file)
            }
            #expect(agrees, "\(fault) at call \(call): \(victim.everything)")
            try file.close()
        }
        #expect(call > 20, "the fault never came")
    }

    private func freshCampaign(_ durability: Durability) async throws -> [UInt8] {
        let result = try await Victim.run(
            path, script: "create \(Self.rows) \(durability.rawValue)\nseal\nclose")
        #expect(result.status == 0, "\(result.everything)")
        return try folder.read("news.merganser")
    }

    @Test("With full durability each commit is on the disk when it returns; else closing brings it there")
    func syncs() async throws {
        for durability in Durability.allCases {
            unlink(path)
            _ = try await freshCampaign(durability)
            let script = "open\ncommit c1\ncommit a1 c2\ncommit c3\nclose"
            let output = try await Victim.run(path, script: script).output
            let syncs = output.split(separator: "\n").filter { $0.hasPrefix("syncs ") }.map {
                Int($0.dropFirst(6)) ?? 0
            }
            try #require(syncs.count == 5, "\(output)")
            // The first commit of a log also syncs the log's head.
            for step in 2...3 {
                #expect((syncs[step] > syncs[step - 1]) == (durability == .full), "\(durability): \(output)")
            }
            #expect(syncs[4] >= syncs[3] + 2, "\(durability): \(output)")
        }
    }

    @Test(
        "After any fault at any write of an import there is a whole campaign or none, and no sign of it if it failed",
        arguments: [Victim.Fault.kill, .torn, .deviceError, .deviceErrorOnce, .diskFull])
    func faultWhileImporting(fault: Victim.Fault) async throws {
        var call = 0
        while true {
            call += 1
            for name in try Fixture.names(in: folder) { unlink(folder(name)) }
            guard let victim = try await meet(fault, at: call, "create 60\nseal") else { break }
            let names = try Fixture.names(in: folder)
            if names.contains("news.merganser") {
                let file = try CampaignFile.open(at: path)
                #expect(try Model(pendingRows: 60).agrees(with: file), "\(fault) at call \(call)")
                try file.close()
            } else if victim.signal == nil, fault == .deviceErrorOnce {
                #expect(names == [], "\(fault) at call \(call): \(victim.everything)")
            }
            // Whatever lies there, the next import is not hindered.
            if !names.contains("news.merganser") {
                try Fixture.campaign(at: path, rows: 3).close()
                #expect(try Fixture.names(in: folder) == ["news.merganser"])
            }
        }
        #expect(call > 8, "the fault never came")
    }

    @Test("A lost tail of the write-ahead log loses whole commits, the last ones, and nothing else")
    func lostTail() throws {
        try Fixture.campaign(at: path, rows: 9).close()
        let steps = ["commit c1 c2", "commit a1 c3", "commit d2 c4", "commit u3", "commit r4 c3"]
        var models = [
            Model(rows: Dictionary(uniqueKeysWithValues: (1...9).map { ($0, $0 == 5 ? .skipped : .pending) }))
        ]
        let file = try CampaignFile.open(at: path)
        for step in steps {
            try file.perform(step)
            var model = try #require(models.last)
            model.perform(step[...])
            models.append(model)
        }
        let database = try folder.read("news.merganser")
        let log = try folder.read("news.merganser-wal")
        var furthest = 0
        for length in Array(stride(from: 0, through: log.count, by: 1371)) + [log.count] {
            for tail in [[], [UInt8](repeating: 0, count: 5000), [UInt8](repeating: 0xA5, count: 9000)] {
                let copy = try TemporaryFolder()
                let path = try copy.write("copy", database)
                try copy.write("copy-wal", Array(log.prefix(length)) + tail)
                guard length + tail.count > 0 else {
                    #expect(throws: LedgerFault.logMissing(path: path)) { try CampaignFile.open(at: path) }
                    continue
                }
                let opened = try CampaignFile.open(at: path, isMoved: true)
                let found = try models.indices.last { index in
                    var model = models[index]
                    model.crash()
                    return try model.agrees(with: opened)
                }
                let kept = try #require(found, "\(length) octets of the log")
                #expect(kept >= furthest, "a longer log held fewer commits")
                furthest = kept
                try opened.close()
            }
        }
        #expect(furthest == steps.count)
        try file.close()
    }
}

extension CampaignFile {
    /// Performs a `commit` as the victim's script has it.
    fileprivate func perform(_ step: String) throws {
        var claims: [Claim] = []
        var results: [AttemptResult] = []
        let verdicts: [Character: AttemptResult.Verdict] = [
            "a": .accepted, "r": .refused, "d": .deferred, "i": .inDoubt, "x": .invalid, "u": .released,
        ]
        for word in step.split(separator: " ").dropFirst() {
            let row = Int(word.dropFirst()) ?? 0
            if let verdict = word.first.flatMap({ verdicts[$0] }) {
                results.append(AttemptResult(row: row, verdict: verdict, at: 1_790_000_200_000))
            } else {
                claims.append(Claim(row: row, at: 1_790_000_100_000))
            }
        }
        try commit(claims: claims, results: results)
    }
}
