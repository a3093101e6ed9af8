import Foundation
import TestSupport
import Testing

extension FaultSeries {
    @Suite("Disks that fail at a chosen call", .serialized)
    struct DiskFaults {
        private static let rows = 8
        private static let kinds = [PlannedFault.Kind.diskFull, .deviceError, .deviceErrorOnce]
        /// Of the lasting kinds, and of most that come once.
        private static let reasons = [
            "disk is full", "No space left", "device failed", "Input/output error",
            // Of the index of the log, SQLite tells no more.
            "disk I/O error",
        ]

        /// A fault is told with the file and the reason, and with a status that says so; or the program did without the
        /// call, and has done its work.
        private static func checkWords(
            _ result: CommandResult, _ fault: PlannedFault, in folder: TemporaryFolder, statuses: Set<Int32>
        ) {
            guard result.signal == nil, ![0, 75].contains(result.status) else {
                #expect(result.signal == nil, "\(fault): \(result.everything)")
                return
            }
            #expect(statuses.contains(result.status), "\(fault): \(result.everything)")
            // Of a log that cannot be made at first, and can a moment later, SQLite tells no more.
            let reasons = fault.kind.lasts ? Self.reasons : Self.reasons + ["unable to open database file"]
            #expect(
                result.error.contains("error: ") && result.error.contains(folder.path)
                    && reasons.contains { result.error.contains($0) },
                "\(fault) is not told: \(result.everything)")
        }

        private static func faults(
            upTo count: Int, share: Int, using chance: inout SplitMix64
        ) -> [PlannedFault] {
            kinds.flatMap { kind in
                FaultSeries.numbers(upTo: count, share: share, using: &chance).map {
                    PlannedFault(kind: kind, calls: .ofDisk, number: $0)
                }
            }
        }

        @Test(
            "A full or failing disk at any write or sync of campaign and log ends the run with a reason; resume ends the campaign, nobody gets two unasked",
            .timeLimit(.minutes(30)), arguments: ["send", "resume"])
        func run(command: String) async throws {
            var chance = FaultSeries.chance(for: "disk faults of \(command)")
            let sink = try await RunningSink()
            let perform = { @Sendable [url = sink.url] (fault: PlannedFault) in
                let trial = try Trial("\(fault) of \(command)", rows: Self.rows, relay: url)
                let options = ["--connections", "2", "--log", trial.files.folder("log.jsonl")]
                guard command == "resume" else {
                    return (trial, try await trial.send(fault, options + ["--durability", "full"]))
                }
                let begun = try await trial.files.send(url, ["--limit", "3", "--durability", "full"])
                #expect(begun.status == 75, "\(begun.everything)")
                return (trial, try await trial.resume(fault, options))
            }
            let (untouched, result) = try await perform(PlannedFault(calls: .ofDisk, number: 0))
            #expect(result.status == 0, "\(result.everything)")
            let count = PlannedFault.calls(in: untouched.files.folder)
            let faults = Self.faults(upTo: count, share: 7, using: &chance)
            let endings = try await FaultSeries.each(faults) { fault in
                let (trial, result) = try await perform(fault)
                Self.checkWords(result, fault, in: trial.files.folder, statuses: [73, 74])
                let log = trial.files.folder("log.jsonl")
                let ending = try await trial.finish(trial.exists ? ["--log", log] : [])
                Self.checkLog(log, fault)
                return ending
            }
            try sink.check(endings)
            print("disk faults of \(command): \(faults.count), \(count) calls a run")
            try await sink.stop()
        }

        @Test(
            "A disk that fails, or is full, while a campaign is closed is told, and no run ends as if all were well",
            arguments: [PlannedFault.Kind.deviceError, .diskFull])
        func closing(kind: PlannedFault.Kind) async throws {
            let sink = try await RunningSink()
            // With a mailbox that says nothing it opens the campaign and closes it.
            let perform = { @Sendable [url = sink.url] (number: Int) in
                let fault = PlannedFault(kind: kind, calls: .ofDisk, number: number)
                let trial = try Trial("closing, \(fault)", rows: 2, relay: url)
                #expect(try await trial.files.send(url).status == 0)
                let mail = try trial.files.folder.write("mail", "From: a@example.com\n\nhello\n")
                PlannedFault.forget(in: trial.files.folder)
                let result = try await Merganser.run(
                    ["bounces", trial.files.campaign, mail], in: trial.files.folder.path,
                    environment: try await fault.environment(in: trial.files.folder))
                return (trial, fault, result)
            }
            let (untouched, _, result) = try await perform(0)
            #expect(result.status == 0, "\(result.everything)")
            let count = PlannedFault.calls(in: untouched.files.folder)
            // The end of the visit is marked before everything is brought into the file, and that file synced.
            _ = try await FaultSeries.each(Array((count - 24)...(count - 16))) { number in
                let (trial, fault, result) = try await perform(number)
                #expect(PlannedFault.wasMet(in: trial.files.folder), "\(fault)")
                #expect(result.status != 0, "\(fault)")
                Self.checkWords(result, fault, in: trial.files.folder, statuses: [74])
            }
            try await sink.stop()
        }

        /// Only the line that was being written when the disk failed may be cut off.
        private static func checkLog(_ path: String, _ fault: PlannedFault) {
            let lines = (FileManager.default.contents(atPath: path) ?? Data()).split(separator: 0x0A)
            let damaged = lines.filter { (try? JSONSerialization.jsonObject(with: Data($0))) == nil }
            #expect(damaged.count <= 1, "\(fault): \(damaged.map { String(decoding: $0, as: UTF8.self) })")
        }

        @Test("A report that cannot be written leaves the one that was there, and nothing beside it")
        func report() async throws {
            var chance = FaultSeries.chance(for: "disk faults of report")
            let sink = try await RunningSink()
            let trial = try Trial("report", rows: Self.rows, relay: sink.url)
            #expect(try await trial.files.send(sink.url).status == 0)
            let folder = trial.files.folder
            #expect(
                try await Merganser.run(["report", trial.files.campaign, "--csv", folder("report.csv")])
                    .status == 0)
            // A report may take the place of a report only.
            let old = try folder.read("report.csv") + Array("the old one,,\r\n".utf8)
            let perform = { @Sendable (fault: PlannedFault) in
                PlannedFault.forget(in: folder)
                try folder.write("report.csv", old)
                return try await Merganser.run(
                    ["report", trial.files.campaign, "--csv", folder("report.csv")],
                    environment: fault.environment(in: folder))
            }
            #expect(try await perform(PlannedFault(calls: .ofDisk, number: 0)).status == 0)
            let count = PlannedFault.calls(in: folder)
            #expect(count >= 3, "creating, writing and renaming make \(count) calls")
            for fault in Self.faults(upTo: count, share: 8, using: &chance) {
                let result = try await perform(fault)
                Self.checkWords(result, fault, in: folder, statuses: [73, 74])
                #expect(
                    (try folder.read("report.csv") == old) == (result.status != 0),
                    "\(fault): \(result.everything)")
                let reports = try folder.names().filter { $0.hasPrefix("report.csv") }
                #expect(
                    reports == ["report.csv"] || fault.kind.lasts,
                    "\(fault): \(reports), \(result.everything)")
                for report in reports { unlink(folder(report)) }
            }
            try await sink.stop()
        }

        @Test("A dry run that cannot be written says so and has no manifest")
        func dryRun() async throws {
            var chance = FaultSeries.chance(for: "disk faults of a dry run")
            let files = try CampaignFiles(rows: Self.rows)
            let perform = { @Sendable (fault: PlannedFault) in
                PlannedFault.forget(in: files.folder)
                try? FileManager.default.removeItem(atPath: files.folder("dry"))
                return try await Merganser.run(
                    ["send", files.template, files.list, "--dry-run", files.folder("dry")],
                    environment: fault.environment(in: files.folder))
            }
            #expect(try await perform(PlannedFault(calls: .ofDisk, number: 0)).status == 0)
            let count = PlannedFault.calls(in: files.folder)
            #expect(count >= 2 * Self.rows, "\(count) calls")
            for fault in Self.faults(upTo: count, share: 6, using: &chance) {
                let result = try await perform(fault)
                Self.checkWords(result, fault, in: files.folder, statuses: [73, 74])
                let names = try TemporaryFolder.names(in: files.folder("dry"))
                #expect(
                    names.contains("manifest.json") == (result.status == 0), "\(fault): \(result.everything)")
                #expect(
                    names.allSatisfy {
                        $0.hasSuffix(".eml") || ["index.html", "manifest.json"].contains($0)
                    } || fault.kind.lasts,
                    "\(fault): \(names)")
            }
        }
    }
}
