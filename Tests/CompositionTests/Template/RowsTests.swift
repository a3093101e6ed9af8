import Testing

@testable import Composition

@Suite("The rows of a group")
struct RowsTests {
    /// What a template makes of rows with the columns `name` and `n`.
    private func render(_ template: String, _ rows: [(String, String)]) throws -> String {
        var faults: [TemplateFault] = []
        let program = Program.compile(
            Array(template.utf8)[...], file: "t", line: 1, column: 1, columns: ColumnTable(["name", "n"]),
            place: .plainText, faults: &faults)
        try #require(faults.isEmpty, "\(faults)")
        let all = rows.map { name, number in
            Row(
                octets: Array((name + number).utf8),
                ends: [Int32(name.utf8.count), Int32(name.utf8.count + number.utf8.count)])
        }
        var row = try #require(all.first)
        row.group = all
        var output: [UInt8] = []
        var scratch = RenderScratch()
        try program.render(row, into: &output, scratch: &scratch)
        return String(decoding: output, as: UTF8.self)
    }

    private static let few = [("Ada", "10"), ("Bo", "9"), ("Ada", "2.5")]

    @Test(
        "Loops and filters work on the columns of rows; plain names are the first row's",
        arguments: [
            ("{{ name }}{{ rows.size }}{{ rows.first.n }}{{ rows.last.n }}", "Ada3102.5"),
            ("{% for row in rows %}{{ row.name }}={{ row.n }};{% endfor %}", "Ada=10;Bo=9;Ada=2.5;"),
            ("{{ rows | map: \"n\" | join: \"+\" }}={{ rows | sum: \"n\" }}", "10+9+2.5=21.5"),
            ("{{ rows | where: \"name\", \"Ada\" | size }}", "2"),
            (
                "{% assign sorted = rows | sort: \"n\" %}{% for row in sorted %}{{ row.n }},{% endfor %}",
                "2.5,9,10,"
            ),
            ("{{ rows | map: \"name\" | uniq | join: \",\" }}", "Ada,Bo"),
            ("{{ rows[1].name }}{{ rows | size | plural: \"row\", \"rows\" }}", "Borows"),
        ])
    func properties(_ template: String, _ expected: String) throws {
        #expect(try render(template, Self.few) == expected)
    }

    @Test("Rows with the same cells are different rows, however many there are")
    func identity() throws {
        #expect(try render("{{ rows | uniq | size }}", Array(repeating: ("a", "1"), count: 300)) == "300")
    }

    @Test("Loops over rows may be nested, in their order, and each knows its own place")
    func nested() throws {
        #expect(
            try render(
                "{% for a in rows %}{{ forloop.index }}{% for b in rows %}{{ forloop.parentloop.index }}{{ b.n }} {% endfor %}{% endfor %}",
                [("Ada", "10"), ("Bo", "9")]) == "1110 19 2210 29 ")
        #expect(
            try render(
                "{% assign names = rows | map: \"name\" | uniq %}{% for x in names %}{{ x }}: {% for row in rows %}{% if row.name == x %}{{ row.n }} {% endif %}{% endfor %}{% endfor %}",
                Self.few) == "Ada: 10 2.5 Bo: 9 ")
        #expect(
            try render(
                "{% for row in rows reversed %}{{ row.n }},{% endfor %}{{ rows | sum: \"n\" | money: \"EUR\" }}",
                Self.few)
                == "2.5,9,10,21.50 EUR")
    }
}
