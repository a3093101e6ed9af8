import Composition
import Testing

@Suite("Faults of a template")
struct TemplateFaultTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var template: String
        var line: Int
        var column: Int
        var problem: TemplateFault.Problem
        var testDescription: String { template }

        init(_ template: String, _ line: Int, _ column: Int, _ problem: TemplateFault.Problem) {
            self.template = template
            self.line = line
            self.column = column
            self.problem = problem
        }
    }

    static let columns = ["First Name", "city", "Wohn-Ort", "wohn ort", "Name", "näme"]

    @Test(
        "Each fault is found where it stands, with what was probably meant",
        arguments: [
            Example("Hi {{ frist_name }}", 1, 7, .unknownName("frist_name", nearest: "first_name")),
            Example("é\nü {{ City }}", 2, 6, .unknownName("City", nearest: "city")),
            Example("{{ wholly_else }}", 1, 4, .unknownName("wholly_else", nearest: nil)),
            Example("{{ wohn_ort }}", 1, 4, .ambiguousName("wohn_ort", columns: ["Wohn-Ort", "wohn ort"])),
            Example("{{ city | upcsae }}", 1, 11, .unknownFilter("upcsae", nearest: "upcase")),
            Example(
                "{{ city | append }}", 1, 11, .argumentCount(filter: "append", found: 0, least: 1, most: 1)),
            Example(
                "{{ city | upcase: 1 }}", 1, 11, .argumentCount(filter: "upcase", found: 1, least: 0, most: 0)
            ),
            Example("{{ city | default: 1, allow: 2 }}", 1, 23, .unknownOption("allow", of: "default")),
            Example("\n{% esle %}", 2, 1, .unknownTag("esle", nearest: "else")),
            Example("{% render 'x' %}", 1, 1, .unknownPartial("x", nearest: nil)),
            Example("{% include city %}", 1, 1, .partialNameNotFixed),
            Example("{% render city %}", 1, 11, .partialNameNotFixed),
            Example("{% liquid if city\n echo city %}", 1, 11, .unclosedBlock("if")),
            Example(
                "{% for r in rows %}{{ r.ctiy }}{% endfor %}", 1, 25, .unknownName("ctiy", nearest: "city")),
            Example("{{ rows | map: \"ctiy\" }}", 1, 11, .unknownName("ctiy", nearest: "city")),
            Example("{{ rows.first.ctiy }}", 1, 15, .unknownName("ctiy", nearest: "city")),
            Example("{% %}", 1, 1, .missingTagName),
            Example("a {{ city", 1, 3, .unclosedOutput),
            Example("{{ city } and {{ city }}", 1, 1, .unclosedOutput),
            Example("a {% if city", 1, 3, .unclosedTag),
            Example("{{ \"city }}", 1, 4, .unclosedString),
            Example("{{ city | append: 'x }}", 1, 19, .unclosedString),
            Example("\n {% if city %}x", 2, 2, .unclosedBlock("if")),
            Example("{% comment %}x", 1, 1, .unclosedBlock("comment")),
            Example("{% raw %}{{ x }}", 1, 1, .unclosedBlock("raw")),
            Example("{% for i in (1..2) %}{% if city %}{% endfor %}", 1, 22, .unclosedBlock("if")),
            Example("{% endif %}", 1, 1, .misplacedTag("endif", inside: nil)),
            Example(
                "{% for i in (1..2) %}{% when 1 %}{% endfor %}", 1, 22, .misplacedTag("when", inside: "for")),
            Example("{% break %}", 1, 1, .misplacedTag("break", inside: nil)),
            Example("{% if city %}{% else %}{% elsif city %}{% endif %}", 1, 24, .branchAfterElse("elsif")),
            Example("{% case city %} x {% when 1 %}{% endcase %}", 1, 17, .textBeforeWhen),
            Example("{{ }}", 1, 4, .unexpected(found: nil, expected: .value)),
            Example("{{ city city }}", 1, 9, .unexpected(found: "city", expected: .endOfOutput)),
            Example("{{ city | }}", 1, 11, .unexpected(found: nil, expected: .filterName)),
            Example("{% if city = 1 %}{% endif %}", 1, 12, .unexpected(found: "=", expected: .endOfTag)),
            Example("{% if %}{% endif %}", 1, 7, .unexpected(found: nil, expected: .value)),
            Example("{% assign x 1 %}", 1, 13, .unexpected(found: "1", expected: .literally("="))),
            Example(
                "{% for x on city %}{% endfor %}", 1, 10, .unexpected(found: "on", expected: .literally("in"))
            ),
            Example("{% for x in city by: 1 %}{% endfor %}", 1, 18, .unknownOption("by", of: "for")),
            Example("{{ city.length }}", 1, 9, .unknownProperty("length", of: "city")),
            Example("{{ forloop.index }}", 1, 12, .unknownProperty("index", of: "forloop")),
            Example("{{ 1234567890123456789 }}", 1, 4, .numberTooLong("1234567890123456789")),
            Example("text {{ 1 | divided_by: 0 }}", 1, 6, .fails(.divisionByZero)),
        ])
    func fault(_ example: Example) {
        #expect(
            Liquid.faults(example.template, columns: Self.columns) == [
                TemplateFault(
                    file: "a.eml", line: example.line, column: example.column, problem: example.problem)
            ])
    }

    @Test("All faults are told at once, in the order in which they stand")
    func allAtOnce() {
        let template = """
            {{ one }} {% if two == %}{{ three | four }}
            {% for i in five %}{{ i }}{% nix %}{% endfor %}
            {% else six %}{% endif %}{{ city }}{% endfor %} {{ seven
            """
        let faults = Liquid.faults(template, columns: Self.columns)
        #expect(
            faults.map { "\($0.line):\($0.column)" } == [
                "1:4", "1:24", "1:37", "2:13", "2:27", "3:9", "3:36", "3:49",
            ])
    }

    @Test("A piece of a file has its faults where they stand in the file")
    func place() {
        var faults: [TemplateFault] = []
        let octets = Array("Subject: {{ a }}\n {{ b }}".utf8)
        _ = Program.compile(
            octets[9...], file: "b.eml", line: 7, column: 10, columns: ColumnTable([]), place: .header,
            faults: &faults)
        #expect(faults.map { [$0.line, $0.column] } == [[7, 13], [8, 5]])
    }

    @Test("Names are compared octet by octet; a name as it stands wins over one in lower snake case")
    func names() throws {
        let table = ColumnTable([
            "First Name", "first_name", "caf\u{E9}", "cafe\u{301}", "2024", "Größe (cm)",
        ])
        func index(_ name: String) -> Int? { table.index(of: Array(name.utf8)[...]) }
        #expect(index("first_name") == 1)
        #expect(index("caf\u{E9}") == 2)
        #expect(index("cafe\u{301}") == 3)
        #expect(index("größe_cm") == 5)
        #expect(index("First name") == nil)
        #expect(try Liquid.render("{{ 2024 }}{{ [\"2024\"] }}", ["2024": "x"]) == "2024x")
    }

    @Test("Blocks deeper than the limit are a fault, however many there are")
    func nesting() {
        let deep = String(repeating: "{% if city %}", count: 100_000)
        #expect(Liquid.faults(deep, columns: Self.columns).map(\.problem) == [.nestedTooDeep(limit: 64)])
    }

    @Test("Marks that are never closed are found in time that grows with the template, not with its square")
    func unclosedMarks() {
        let template = String(repeating: "{{ ", count: 20_000) + "}}"
        #expect(Liquid.faults(template, columns: Self.columns).count == 20_000)
    }

    @Test("Too many turns and too much output are faults of the row, long before time or memory run out")
    func limits() throws {
        let loop = "{% for i in (1..n) %}{% for j in (1..n) %}{{ n }}{% endfor %}{% endfor %}"
        #expect(
            try Liquid.rowFault(loop, ["n": "999999999999999999"])?.problem
                == .tooManyIterations(limit: 100_000))
        var limits = Program.Limits()
        limits.octets = 1000
        #expect(
            try Liquid.rowFault(loop, ["n": "30"], limits: limits)?.problem == .outputTooLong(limit: 1000))
        let growth =
            "{% assign x = n %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}{{ x }}"
        #expect(
            try Liquid.rowFault(growth, ["n": "30"], limits: limits)?.problem == .outputTooLong(limit: 1000))
        let replaced =
            "{% assign x = n %}{% for i in (1..9) %}{% assign x = x | replace: \"3\", x %}{% endfor %}{{ x }}"
        #expect(
            try Liquid.rowFault(replaced, ["n": "33"], limits: limits)?.problem == .outputTooLong(limit: 1000)
        )
        let listed = "{% assign l = (1..99) | sort %}{{ l | join: n }}"
        #expect(
            try Liquid.rowFault(listed, ["n": "123456789012345"], limits: limits)?.problem
                == .outputTooLong(limit: 1000))
        let joined = "{{ (1..n) | join: \"\" }}"
        #expect(
            try Liquid.rowFault(joined, ["n": "999999999999"], limits: limits)?.problem
                == .outputTooLong(limit: 1000))
    }

    @Test(
        "Filters and comparisons in loops are counted by what they go through",
        arguments: [
            "{% for i in (1..1000) %}{% assign y = x | upcase | size %}{% endfor %}",
            "{% for i in (1..1000) %}{% if x contains \"y\" %}{% endif %}{% endfor %}",
            "{% for i in (1..1000) %}{% assign y = x.size %}{% endfor %}",
            "{% for i in (1..1000) %}{% ifchanged %}{{ x }}{% endifchanged %}{% endfor %}",
            "{% for i in (1..1000) %}{% assign y = x | split: \"\" | size %}{% endfor %}",
        ])
    func work(template: String) throws {
        let row: KeyValuePairs = ["x": String(repeating: "x", count: 1000)]
        #expect(try Liquid.rowFault(template, row) == nil)
        var limits = Program.Limits()
        limits.work = 50_000
        #expect(try Liquid.rowFault(template, row, limits: limits)?.problem == .tooMuchWork)
    }
}
