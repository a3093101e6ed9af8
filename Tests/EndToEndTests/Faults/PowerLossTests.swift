import Foundation
import TestSupport
import Testing

extension FaultSeries {
    @Suite("The loss of power", .serialized)
    struct PowerLosses {
        private static let rows = 12

        @Test(
            "At any call, whatever of the unsynced octets, names and attributes is lost: under full durability nothing is lost or sent twice, else nothing is lost",
            .timeLimit(.minutes(30)), arguments: [("full", 14), ("process", 8)])
        func unsynced(durability: String, share: Int) async throws {
            var chance = FaultSeries.chance(for: "loss of power, \(durability)")
            let sink = try await RunningSink()
            let options = ["--connections", "2", "--durability", durability]
            let untouched = try Trial("untouched", rows: Self.rows, relay: sink.url)
            #expect(try await untouched.send(PlannedFault(number: 0), options).status == 0)
            let count = PlannedFault.calls(in: untouched.files.folder)
            let numbers = FaultSeries.numbers(upTo: count, share: share, using: &chance)
            let moments = numbers.map { (number: $0, seed: chance.next()) }
            let endings = try await FaultSeries.each(moments) { [url = sink.url] number, seed in
                var trial = try Trial("loss of power at call \(number), \(seed)", rows: Self.rows, relay: url)
                let loss = PowerLoss(files: trial.files, shadow: try TemporaryFolder())
                let killed = try await trial.send(
                    PlannedFault(number: number), options, shadow: loss.shadow.path)
                var chance = SplitMix64(seed: seed)
                // A run that came to its end has synced all it wrote, names of the log apart.
                trial.name += try ", " + loss.strike(&chance)
                #expect(killed.signal == SIGKILL || killed.status == 0, "\(killed.everything)")
                return try await Self.ending(of: trial, durability)
            }
            try sink.check(endings)
            print("\(durability): \(endings.count) losses of power")
            try await sink.stop()
        }

        private static func ending(of trial: Trial, _ durability: String) async throws -> Trial.Ending {
            guard trial.exists, durability == "process" else { return try await trial.finish() }
            var ending = try await trial.finish(["--moved"])
            ending.mayRepeat = true
            return ending
        }

        @Test(
            "The log cut at every frame and inside each: outcomes are lost from the end only, and every row has one",
            .timeLimit(.minutes(30)))
        func cutLog() async throws {
            var chance = FaultSeries.chance(for: "cut logs")
            let sink = try await RunningSink()
            let trial = try Trial("cut log", rows: Self.rows, relay: sink.url)
            let options = ["--connections", "1", "--window", "1"]
            // QUIT leaves when all outcomes are recorded, and before the log is copied into the database.
            let killed = try await trial.send(
                PlannedFault(calls: .ofSockets, start: "QUIT", number: 1), options)
            #expect(killed.signal == SIGKILL, "\(killed.everything)")
            let log = try trial.files.folder.read("letter.merganser-wal")
            let database = try trial.files.folder.read("letter.merganser")
            let frames = (log.count - 32) / 4120
            var cuts = [log.count]
            for frame in FaultSeries.numbers(upTo: frames, share: 10, using: &chance) {
                let start = 32 + (frame - 1) * 4120
                cuts += [start, start + 1 + Int(chance.next() % 4119)]
            }
            let kept = try await FaultSeries.each(cuts) { cut -> (cut: Int, accepted: Int) in
                let copy = try TemporaryFolder()
                let path = try copy.write("letter.merganser", database)
                try copy.write("letter.merganser-wal", Array(log[..<cut]))
                let outcomes = try await Trial.outcomes(in: path)
                #expect(outcomes.count == Self.rows, "I1, I6: cut at \(cut)")
                let resumed = try await Merganser.run(
                    ["resume", path, "--yes", "--moved", "--retry", "in-doubt"])
                #expect(resumed.status == 0, "cut at \(cut): \(resumed.everything)")
                return (cut, outcomes.count { $0.outcome == "accepted" })
            }
            let accepted = kept.sorted { $0.cut < $1.cut }.map(\.accepted)
            #expect(accepted == accepted.sorted(), "a longer log held fewer outcomes: \(accepted)")
            #expect(accepted.first == 0 && accepted.last == Self.rows, "\(accepted)")
            print("\(cuts.count) cuts of a log of \(frames) frames: \(accepted) accepted")
            var ending = try await trial.finish()
            ending.mayRepeat = true
            try sink.check([ending])
            try await sink.stop()
        }

        @Test("An earlier log put back beside its campaign is not sent from")
        func earlierLog() async throws {
            let sink = try await RunningSink()
            let trial = try Trial("earlier log", rows: Self.rows, relay: sink.url)
            let folder = trial.files.folder
            let untouched = try Trial("untouched", rows: Self.rows, relay: sink.url)
            let options = ["--connections", "1", "--window", "1"]
            _ = try await untouched.send(PlannedFault(calls: .ofSockets, number: 0), options)
            let count = PlannedFault.calls(in: untouched.files.folder)
            _ = try await trial.send(PlannedFault(calls: .ofSockets, number: count / 2), options)
            let log = try folder.read("letter.merganser-wal")
            let ending = try await trial.finish()
            try folder.write("letter.merganser-wal", log)
            let resumed = try await trial.files.resume(["--retry", "in-doubt"])
            #expect(resumed.status == 65, "\(resumed.everything)")
            #expect(resumed.error.contains("--moved"), "\(resumed.everything)")
            try sink.check([ending])
            try await sink.stop()
        }
    }
}
