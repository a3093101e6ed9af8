import Foundation
import TestSupport
import Testing

extension FaultSeries {
    @Suite("The death of the process at a chosen call", .serialized)
    struct Kills {
        private static let rows = 12

        @Test(
            "SIGKILL at the Nth write, sync or send, for every N until a run passes untouched: resume sends the rest, nobody gets two unasked",
            .timeLimit(.minutes(30)),
            // `make torture` takes all calls of all four; the share is for `make test`.
            arguments: [
                (PlannedFault.Kind.kill, "full", 18), (.torn, "process", 10),
            ] + (isWhole ? [(.kill, "process", 0), (.torn, "full", 0)] : []))
        func everyCall(kind: PlannedFault.Kind, durability: String, share: Int) async throws {
            var chance = FaultSeries.chance(for: "\(kind.rawValue), \(durability)")
            let sink = try await RunningSink()
            let options = ["--connections", "2", "--durability", durability]
            let untouched = try Trial("untouched", rows: Self.rows, relay: sink.url)
            let result = try await untouched.send(PlannedFault(number: 0), options)
            #expect(result.status == 0, "\(result.everything)")
            let count = PlannedFault.calls(in: untouched.files.folder)
            #expect(count > 60, "there were \(count) calls")
            // Runs differ by some calls: the series ends when none is met any more.
            let numbers = FaultSeries.numbers(
                upTo: count + (isWhole ? 40 : 0), share: share, using: &chance)
            let endings = try await FaultSeries.each(numbers) { [url = sink.url] number in
                let fault = PlannedFault(kind: kind, number: number)
                let trial = try Trial("\(fault), \(durability)", rows: Self.rows, relay: url)
                let result = try await trial.send(fault, options)
                #expect(
                    result.signal == SIGKILL || (number > count / 2 && result.status == 0),
                    "\(fault): \(result.everything)")
                return try await trial.finish()
            }
            try sink.check(endings)
            let doubted = endings.reduce(0) { $0 + $1.doubted.count }
            print("\(kind.rawValue), \(durability): \(numbers.count) of \(count) calls, \(doubted) in doubt")
            try await sink.stop()
        }

        @Test(
            "200 kills at random calls, five to a campaign, of sending and of resuming: one outcome a row, nobody gets two unasked",
            .timeLimit(.minutes(30)))
        func random() async throws {
            var chance = FaultSeries.chance(for: "random kills")
            let sink = try await RunningSink()
            let seeds = (0..<(isWhole ? 40 : 4)).map { _ in chance.next() }
            let endings = try await FaultSeries.each(seeds) { [url = sink.url] seed in
                var chance = SplitMix64(seed: seed)
                let options = [
                    "--connections", String(1 + chance.next() % 4),
                    "--durability", chance.next() % 2 == 0 ? "full" : "process",
                ]
                let trial = try Trial("kills of \(seed), \(options)", rows: 60, relay: url)
                for _ in 0..<5 {
                    let fault = PlannedFault(
                        kind: chance.next() % 2 == 0 ? .kill : .torn, number: Int(1 + chance.next() % 240))
                    let result =
                        trial.exists
                        ? try await trial.resume(fault, Array(options.prefix(2)))
                        : try await trial.send(fault, options)
                    #expect(
                        result.signal == SIGKILL || [0, 75].contains(result.status),
                        "\(trial.name), \(fault): \(result.everything)")
                }
                return try await trial.finish()
            }
            try sink.check(endings)
            try await sink.stop()
        }
    }
}
