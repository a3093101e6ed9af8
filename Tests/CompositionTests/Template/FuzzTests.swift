import Composition
import TestSupport
import Testing

@Suite("Templates at random")
struct FuzzTests {
    static let words = [
        "{{", "}}", "{%", "%}", "{{-", "-%}", " ", "\n", "if ", "elsif ", "else", "endif", "unless ",
        "endunless",
        "for i in ", "endfor", "(1..3)", "(n..9)", "case ", "when ", "endcase", "assign x = ", "capture x",
        "endcapture",
        "raw", "endraw", "comment", "endcomment", "break", "continue", "| ", "append: ", "default: ",
        "split: ", "join: ",
        "times: ", "divided_by: ", "round: ", "truncate: ", "replace: ", "upcase", "capitalize",
        "newline_to_br", "size",
        "first", "last", "x", "i", "n", "t", "First Name", "forloop.index", "forloop.parentloop.last",
        ".size", "[0]",
        "[-1]", "\"a\"", "''", "\"", "9223372036854775807", "-0.000000000000000001", "99999", "==", "<",
        "contains ",
        "and ", "or ", ",", ":", "limit: ", "offset: continue", "reversed", "é", "\u{0}", "nil", "blank",
        "empty",
    ]

    static let cells: [[UInt8]] = [
        [], Array("12".utf8), Array("-0.5".utf8), Array("é,ß,\u{1F469}".utf8),
        [0xFF, 0xC3, 0x28, 0x80, 0xE2, 0x82],
        Array("{{ x }}<&>\"'\r\n\u{0}".utf8), Array("999999999999999999".utf8),
    ]

    @Test(
        "A path of very many parts is a fault, at once and without deep recursion", .timeLimit(.minutes(15)))
    func longPaths() {
        for (count, isFaulty) in [(60, false), (300, true), (200_000, true)] {
            var faults: [TemplateFault] = []
            let template = Array("{{ t\(String(repeating: ".first", count: count)) }}".utf8)
            _ = Program.compile(
                template[...], file: "f", line: 1, column: 1, columns: ColumnTable(["t"]), place: .html,
                faults: &faults)
            #expect(faults.isEmpty != isFaulty, "\(count): \(faults)")
        }
    }

    @Test(
        "No sequence of words and octets makes compiling or rendering trap",
        arguments: Program.Place.allPlaces)
    func neverTraps(_ place: Program.Place) {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("template fuzz (\(place)) seed:", seed)
        var generator = SplitMix64(seed: seed)
        let columns = ColumnTable(["First Name", "n", "t"])
        var limits = Program.Limits()
        limits.iterations = 200
        limits.octets = 4000
        var (valid, faulty, rendered) = (0, 0, 0)
        var scratch = RenderScratch()
        for _ in 0..<1500 {
            let template = Self.template(&generator)
            var faults: [TemplateFault] = []
            let program = Program.compile(
                template[...], file: "f", line: 1, column: 1, columns: columns, place: place, limits: limits,
                faults: &faults)
            if faults.isEmpty { valid += 1 } else { faulty += 1 }
            for fault in faults where fault.line < 1 || fault.column < 1 { Issue.record("\(fault)") }
            var output: [UInt8] = []
            for _ in 0..<2
            where (try? program.render(Self.row(&generator), into: &output, scratch: &scratch)) != nil {
                rendered += 1
            }
        }
        print("template fuzz (\(place)): \(valid) valid, \(faulty) faulty, \(rendered) rows rendered")
        #expect(valid > 0)
    }

    private static func template(_ generator: inout SplitMix64) -> [UInt8] {
        var template: [UInt8] = []
        for _ in 0..<Int.random(in: 0...24, using: &generator) {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: template.append(UInt8.random(in: 0...255, using: &generator))
            case 1...3:
                // An output that has a chance to be valid.
                template +=
                    Array("{{ ".utf8) + word(&generator) + Array(" | ".utf8) + word(&generator)
                    + word(&generator)
                template += Array(" }}".utf8)
            case 4...6:
                template += Array("{% ".utf8) + word(&generator) + word(&generator) + Array(" %}".utf8)
            default: template += word(&generator)
            }
        }
        return template
    }

    private static func word(_ generator: inout SplitMix64) -> [UInt8] {
        Array((words.randomElement(using: &generator) ?? "").utf8)
    }

    private static func row(_ generator: inout SplitMix64) -> Row {
        var row = Row(octets: [], ends: [])
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            row.octets += cells.randomElement(using: &generator) ?? []
            row.ends.append(Int32(row.octets.count))
        }
        return row
    }

    @Test(
        "In HTML, nothing a cell holds becomes a tag or ends an attribute, whatever filters it goes through")
    func neverMarkup() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("template escape seed:", seed)
        var generator = SplitMix64(seed: seed)
        let filters = [
            "upcase", "downcase", "capitalize", "strip", "append: x", "prepend: y", "replace: \"a\", x",
            "remove: y",
            "truncate: 5", "split: \"a\"", "join: x", "first", "last", "newline_to_br", "escape",
            "default: x",
        ]
        for _ in 0..<800 {
            let chain = (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in " | " + (filters.randomElement(using: &generator) ?? "") }.joined()
            let cells = (0..<2).map { _ in
                String(
                    (0..<8).map { _ in
                        "<>\"'&a\u{301}\n".unicodeScalars.randomElement(using: &generator) ?? "a"
                    }.map { Character($0) })
            }
            let template = "{% capture c %}{{ x\(chain) }}{% endcapture %}{{ c | strip }}{{ y\(chain) }}"
            guard let output = try? Liquid.render(template, ["x": cells[0], "y": cells[1]], in: .html) else {
                continue
            }
            let octets = Array(output.utf8)
            let rest = octets.split(separator: Array("<br />".utf8), omittingEmptySubsequences: false)
                .joined()
            #expect(!rest.contains { [0x22, 0x27, 0x3C, 0x3E].contains($0) }, "\(template) \(cells)")
        }
    }
}

extension Program.Place {
    static let allPlaces: [Program.Place] = [.plainText, .html, .header]
}
