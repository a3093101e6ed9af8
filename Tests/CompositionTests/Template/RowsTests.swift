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

    @Test(
        "Amounts, plurals and names read as a letter wants them",
        arguments: [
            ("{{ n | money: \"EUR\" }}", "1234567.5", "1,234,567.50 EUR"),
            ("{{ n | money }}", "-0.005", "-0.01"),
            ("{{ n | plural: \"boat\", \"boats\" }}", "1", "boat"),
            ("{{ n | plural: \"boat\", \"boats\" }}", "0", "boats"),
            ("{{ n | titlecase_name }}", "mary-jane O'NEILL van der berg", "Mary-Jane O'Neill van der Berg"),
        ])
    func lettersAndAmounts(_ template: String, _ cell: String, _ expected: String) throws {
        #expect(try render(template, [("x", cell)]) == expected)
    }
}
