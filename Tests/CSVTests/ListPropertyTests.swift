import CSV
import TestSupport
import Testing

@Suite("What holds for every list")
struct ListPropertyTests {
    private static let seed: UInt64 = 0x4D45_5247

    private static let limits = Limits(field: 40, record: 90, fieldsPerRecord: 12)

    /// A list made of what is dangerous; `pieces` says of what.
    private static func list(
        of pieces: [String], using generator: inout SplitMix64
    ) -> [UInt8] {
        var list = Array("a,b,c\n".utf8)
        for _ in 0..<Int.random(in: 0...60, using: &generator) {
            list.append(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8)
        }
        return list
    }

    /// A list cut into pieces at random places.
    private static func cut(_ list: [UInt8], using generator: inout SplitMix64) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = list[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...7, using: &generator)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    private static let dangers = [
        ",", ",", ";", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "\t", "x", "é", "😀", "text",
        "\",\"", ",\"",
        "\"\n", "\"x y\"",
    ]

    @Test("How a list is cut on its way here changes neither records nor faults")
    func pieces() {
        print("seed \(Self.seed)")
        var generator = SplitMix64(seed: Self.seed)
        for round in 0..<1500 {
            var list = Self.list(of: Self.dangers, using: &generator)
            if round % 5 == 0 {
                let octet = [0, 0x80, 0xC3, 0xFF].randomElement(using: &generator) ?? 0
                list.insert(UInt8(octet), at: Int.random(in: 0...list.count, using: &generator))
            }
            let limits = round % 2 == 0 ? Limits.standard : Self.limits
            let dialect = round % 3 == 0 ? nil : Dialect.comma
            let whole = Reading(list, dialect: dialect, limits: limits)
            let octets = Reading(pieces: list.map { [$0] }, dialect: dialect, limits: limits)
            let random = Reading(
                pieces: Self.cut(list, using: &generator), dialect: dialect, limits: limits)
            #expect(whole == octets, "round \(round): \(list)")
            #expect(whole == random, "round \(round): \(list)")
        }
    }

    @Test("How a list in another encoding is cut changes neither records nor faults")
    func encodedPieces() {
        print("seed \(Self.seed)")
        var generator = SplitMix64(seed: Self.seed)
        for round in 0..<300 {
            let text = String(decoding: Self.list(of: Self.dangers, using: &generator), as: UTF8.self)
            var list = ("\u{FEFF}" + text).utf16.flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
            }
            if round % 4 == 0 {
                list.removeLast(Int.random(in: 1...list.count - 2, using: &generator))
            }
            let whole = Reading(list)
            #expect(whole == Reading(pieces: list.map { [$0] }), "round \(round): \(list)")
            #expect(
                whole == Reading(pieces: Self.cut(list, using: &generator)), "round \(round): \(list)")
            guard round % 4 != 0 else { continue }
            #expect(whole == Reading(text), "round \(round): \(list)")
        }
    }

    @Test("A second, plain parser reads the same records and finds the same faults")
    func secondOpinion() {
        print("seed \(Self.seed)")
        var generator = SplitMix64(seed: Self.seed)
        // With fewer quotes and CRs, lists get longer before something is wrong.
        let alphabets = [
            Self.dangers, Self.dangers.filter { !$0.contains("\"") && $0 != "\r" },
            Self.dangers.filter { $0 != "\r" && $0 != "\"" },
        ]
        var faults = 0
        for round in 0..<3000 {
            let list = Self.list(of: alphabets[round % alphabets.count], using: &generator)
            let reading = Reading(list, dialect: .comma)
            let expected = StrictParser(list, dialect: .comma)
            #expect(reading.records == Array(expected.records.dropFirst()), "round \(round): \(list)")
            #expect(reading.fault == expected.fault, "round \(round): \(list)")
            #expect(reading.blankLines == expected.blankLines, "round \(round): \(list)")
            faults += reading.fault == nil ? 0 : 1
        }
        #expect(faults > 500)
    }

    @Test("The original octets of every record give that record again")
    func originals() throws {
        print("seed \(Self.seed)")
        var generator = SplitMix64(seed: Self.seed)
        let parser = RecordParser(dialect: .comma)
        var again = Record()
        for round in 0..<1000 {
            let list = Self.list(of: Self.dangers, using: &generator)
            for record in Reading(list, dialect: .comma).records {
                try parser.parse(record.original, line: record.line, into: &again)
                #expect(again == record, "round \(round): \(list)")
            }
        }
    }

    @Test("Values that were written with quotes where needed are read as they were")
    func roundTrip() {
        print("seed \(Self.seed)")
        var generator = SplitMix64(seed: Self.seed)
        for round in 0..<500 {
            let rows = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                (0..<3).map { _ in
                    (0..<Int.random(in: 0...6, using: &generator))
                        .map { _ in Self.dangers.randomElement(using: &generator) ?? "" }.joined()
                }
            }
            let lines = rows.map { row in
                row.map {
                    "\""
                        + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(
                            separator: "\"\"") + "\""
                }
                .joined(separator: ",")
            }
            let reading = Reading("a,b,c\r\n" + lines.joined(separator: "\r\n"), dialect: .comma)
            #expect(
                reading.rows.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } },
                "round \(round)")
        }
    }
}
