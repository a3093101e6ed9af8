import Glibc
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Time zones")
struct TimeZoneTests {
    @Test(
        "The rule that goes on after the table is read in all its forms",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200), ("EST5EDT,M3.2.0,M11.1.0", -18000, -14400),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 37800, 39600), ("IST-1GMT0,M10.5.0,M3.5.0/1", 3600, 0),
        ])
    func rules(_ text: String, _ standard: Int64, _ summer: Int64) throws {
        let zone = try #require(RecurringZone(parsing: Array(text.utf8)[...]))
        #expect(zone.standard == standard)
        #expect(zone.summer?.offset == summer)
    }

    @Test(
        "What is no rule is none",
        arguments: ["", "C", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "CET-1x"])
    func noRules(_ text: String) {
        #expect(RecurringZone(parsing: Array(text.utf8)[...]) == nil || text == "C")
    }

    @Test(
        "Offsets are those of the C library, hour by hour over many years",
        arguments: [
            "Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca",
            "Europe/Dublin",
        ])
    func likeTheLibrary(_ name: String) async throws {
        let zone = try #require(TimeZoneRules.named(name))
        // Another process, because the C library's zone is the whole process's.
        let result = try await Command.run(
            "python3",
            [
                "-c",
                """
                import time
                print(*[time.localtime(t).tm_gmtoff for t in range(1700000000, 3000000000, 1000003)])
                """,
            ], environment: ["TZ": name])
        let expected = result.output.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap {
            Int64($0)
        }
        #expect(expected.count == 1300, "\(result.everything)")
        for (index, offset) in expected.enumerated() {
            let moment = (1_700_000_000 + Int64(index) * 1_000_003) * 1000
            #expect(zone.offset(at: moment) == offset * 1000, "\(name) at \(moment)")
        }
    }

    @Test("A file that is cut or changed anywhere traps nowhere")
    func damaged() throws {
        var chance = SplitMix64(seed: 7)
        var octets = [UInt8]("TZif2".utf8) + [UInt8](repeating: 0, count: 39)
        octets[39] = 1
        octets[43] = 4
        let block: [UInt8] = [0, 0, 14, 16, 0, 0] + Array("CET\0".utf8)
        octets += block + octets[..<44] + block + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
        #expect(TimeZoneRules(tzif: octets) != nil, "the file itself is whole")
        for length in octets.indices { _ = TimeZoneRules(tzif: Array(octets[..<length])) }
        for _ in 0..<20_000 {
            var changed = octets
            for _ in 0..<3 {
                changed[Int.random(in: changed.indices, using: &chance)] = UInt8.random(
                    in: .min ... .max, using: &chance)
            }
            _ = TimeZoneRules(tzif: changed)
        }
    }
}
