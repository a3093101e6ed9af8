import Foundation
import TestSupport
import Testing

@testable import Composition

/// Rendered HTML read by a parser that somebody else wrote: html5lib, in the environment that `make setup` makes.
@Suite("HTML read by html5lib")
struct MarkupStructureTests {
    private struct Reading: Decodable, Equatable {
        var structure: [String]
        var values: [String]
        var schemes: [String]
    }

    /// A merge in every place where one is legal; those that refuse rows stand alone.
    private static let templates = [
        """
        <title>{{ a }}</title><p>{{ b }}</p><p title="{{ c }}" data-v="{{ d }}">x</p><p title='{{ e }}'>y</p>
        <p title={{ f }} data-v={{ g }}>z</p><p title=x{{ h }}>{{ i }}</p><textarea>{{ j }}</textarea>
        <!-- {{ k }} --><!--{{ l }}--><!-- --{{ m }}> --><p>{{ n }}</p>
        """,
        """
        <!--[if mso]><table><tr><td width="{{ a }}" height={{ b }} class='{{ c }}'>{{ d }}</td></tr></table><![endif]-->
        <!--[if !mso]><!--><p title="{{ e }}">{{ f }}</p><!--<![endif]-->
        <!--[if mso | IE]><b>{{ g }}>{{ h }}</b><a href="https://x/{{ i }}?{{ j }}">k</a><![endif]--><p>{{ k }}</p>
        """,
        """
        <a href="https://{{ a }}/{{ b }}?c={{ c }}#{{ d }}">x</a><a href=/{{ e }}?{{ f }}>y</a><img src='/{{ g }}'>
        <a href="mailto:{{ h }}?subject={{ i }}">z</a><img srcset="/{{ j }} 2x, /{{ k }}?{{ l }} 3x"><a href="x{{ m }}">w</a>
        """,
        """
        {% capture t %}<b title="{{ a }}">{{ b }}</b>{% endcapture %}<p title="{{ t }}">{{ t }}</p><p title={{ t }}>x</p>
        <title>{{ t }}</title><!-- {{ t }} --><a href="/?{{ t }}">y</a><!--[if mso]>{{ t }}>{{ c }}<![endif]-->
        <p title={{ d | escape }}>{{ e | newline_to_br | escape }}</p><p title="{{ f | append: t }}">{{ g | escape }}</p>
        """,
        "<a href=\"{{ a }}\">x</a>", "<img src={{ a }}>", "<table background='{{ a | strip }}'></table>",
        "<a href=\"{{ a }}{{ b }}\">x</a>", "<a href=\"{{ a }}/x?y={{ b }}&amp;z={{ c }}\">x</a>",
        "{% capture t %}{{ a }}{% endcapture %}<a href=\"{{ t }}\">x</a><a href={{ t }}>y</a>",
        "<!--[if mso]><v:rect href=\"{{ a }}\" src={{ b }}></v:rect><![endif]--><p>{{ c }}</p>",
        "<img srcset=\"{{ a }} 2x, {{ b }} 3x\">",
        "<p style=\"color:{{ a }};margin:0\">x</p><p style=color:{{ b }}>y</p>",
    ]

    private static let pieces = [
        "javascript:", "JAVA\tSCRIPT:", "&#106;avascript:", "data:text/html,", "vbscript:", "https://", "//",
        "mailto:",
        "]]>", "--!>", "-->", "--", "-", "<!--", "<![endif]-->", "</title>", "</textarea>", "</p>",
        "<script>", "\"",
        "'", "\"\u{301} onfocus=a", "<\u{338}img src=x>", ">", "<", "&lt;", "&quot;", "&", "#", "?", "%",
        "%22", "\\",
        " onclick=b ", "`", "=", "/", "/>", "\u{0}", "\t", "\n", "\r\n", "\u{C}", "\u{7F}", "\u{85}",
        "\u{2028}",
        "é", "\u{202E}", "a", "red", "#fff", "12px", "rgb(", "(", ")", ";", "url(", "expression(", "{{ b }}",
        "{% raw %}",
    ]

    private static func cell(_ random: inout SplitMix64) -> String {
        var cell = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let sign = Unicode.Scalar(UInt8.random(in: 0x01...0x7E, using: &random))
            let piece =
                Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? "" : String(sign)
            cell.append(contentsOf: piece.unicodeScalars)
        }
        return String(cell)
    }

    @Test(
        "Whatever the cells hold, elements, attributes and comments are the same, and no URL runs a program")
    func structure() throws {
        var random = SplitMix64(seed: 1866)
        let columns = (0..<14).map { String(UnicodeScalar(UInt8(ascii: "a") + UInt8($0))) }
        var documents: [String] = []
        var expected: [(baseline: Int, cells: [String])] = []
        for template in Self.templates {
            let program = try Liquid.compile(template, columns: columns, place: .html)
            let baseline = documents.count
            var rows = [columns.map { _ in "a" }]
            for _ in 0..<Self.rounds { rows.append(columns.map { _ in Self.cell(&random) }) }
            for cells in rows {
                guard let document = Self.render(program, cells) else { continue }
                documents.append(document)
                expected.append((baseline, cells))
            }
        }
        let readings = try Self.read(documents)
        try #require(readings.count == expected.count)
        // Most cells are refused at the start of a URL; all are accepted elsewhere.
        #expect(documents.count > 5 * Self.rounds)
        let allowed: Set = ["", "https:", "http:", "mailto:", "tel:", "sms:", "cid:"]
        for (number, (reading, row)) in zip(readings, expected).enumerated() {
            let comment: Comment = "seed \(random.seed): \(documents[number].debugDescription)"
            #expect(Self.withoutBreaks(reading) == Self.withoutBreaks(readings[row.baseline]), comment)
            #expect(allowed.isSuperset(of: reading.schemes), comment)
            guard row.baseline == 0, number > 0 else { continue }
            // What parsers change anyway: NUL, and line ends.
            for (value, index) in zip(reading.values, [3, 6])
            where !row.cells[index].utf8.contains(where: { $0 == 0 || $0 == 0x0D }) {
                let wanted = index == 6 && row.cells[index].isEmpty ? " " : row.cells[index]
                #expect(Array(value.utf8) == Array(wanted.utf8), comment)
            }
        }
    }

    @Test("The templates that come with the program keep their structure whatever the cells hold")
    func shipped() throws {
        var random = SplitMix64(seed: 5321)
        var documents: [String] = []
        var baselines: [Int] = []
        let folders = ["templates", "samples/demo"]
        for folder in folders {
            let path = Self.root + "/" + folder
            for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            where (name as NSString).pathExtension == "html" {
                let template = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
                let columns = Self.columns(of: template)
                let program = try Liquid.compile(template, columns: columns, place: .html)
                let baseline = documents.count
                for round in 0..<(Self.rounds / 4) {
                    // An empty cell leaves parts out, as the author wants it.
                    let cells = columns.map { _ in round == 0 ? "a" : "x" + Self.cell(&random) }
                    guard let document = Self.render(program, cells) else { continue }
                    documents.append(document)
                    baselines.append(baseline)
                }
            }
        }
        let readings = try Self.read(documents)
        #expect(readings.count >= Self.rounds / 4)
        for (reading, baseline) in zip(readings, baselines) {
            #expect(
                Self.withoutBreaks(reading) == Self.withoutBreaks(readings[baseline]), "seed \(random.seed)")
        }
    }

    /// `newline_to_br` makes an element for each line end of a cell.
    private static func withoutBreaks(_ reading: Reading) -> [String] {
        var structure = reading.structure
        while let index = structure.firstIndex(of: "br") { structure.removeSubrange(index...(index + 1)) }
        return structure
    }

    /// A hundred by default; `PROPERTY_ROUNDS` asks for more.
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["PROPERTY_ROUNDS"].flatMap { Int($0) } ?? 100
    }

    private static func render(_ program: Program, _ cells: [String]) -> String? {
        var output: [UInt8] = []
        var scratch = RenderScratch()
        do {
            try program.render(Liquid.row(cells), into: &output, scratch: &scratch)
        } catch {
            return nil
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The columns that a template reads, as its faults tell.
    private static func columns(of template: String) -> [String] {
        var columns: Set<String> = []
        while true {
            let missing = Liquid.faults(template, columns: columns.sorted(), place: .html).compactMap {
                if case .unknownName(let name, _) = $0.problem { name } else { nil }
            }
            guard !columns.isSuperset(of: missing) else { return columns.sorted() }
            columns.formUnion(missing)
        }
    }

    private static let root =
        "/"
        + URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().path.split(separator: "/").dropLast(4)
        .joined(separator: "/")

    /// Runs the parser once for all documents.
    private static func read(_ documents: [String]) throws -> [Reading] {
        let folder = try TemporaryFolder()
        let file = try folder.write("documents.json", Array(try JSONEncoder().encode(documents)))
        let python = root + "/.build-python/bin/python3"
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "html5lib is needed for this test; install it with: make setup")
        let reading = try Command.runHere(python, [root + "/Tests/Servers/html_structure.py", file])
        #expect(reading.status == 0, "\(reading.error)")
        return try JSONDecoder().decode([Reading].self, from: Data(reading.output.utf8))
    }
}
