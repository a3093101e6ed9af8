import Testing

@testable import Composition

@Suite("The template language")
struct LanguageTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var template: String
        var result: String
        var testDescription: String { template }

        init(_ template: String, _ result: String) {
            self.template = template
            self.result = result
        }
    }

    static let cells: KeyValuePairs = [
        "First Name": "Ada", "city": "Zürich", "phone": "", "age": "36", "zip": "01234", "price": "19.90",
        "tags": "red,green,blue", "spaces": "  a b  ", "n": "3", "E-Mail (privat)": "ada@example.org",
        "html": "<b>\"Q\" & 'A'</b>", "lines": "one\r\ntwo\nthree",
    ]

    @Test(
        "Outputs, conditions, loops and variables do what Liquid says",
        arguments: [
            Example("Dear {{ first_name }}!", "Dear Ada!"),
            Example("{{First Name}} {{ First Name | upcase }} {{ [\"First Name\"] }}", "Ada ADA Ada"),
            Example("{{ E-Mail (privat) }} {{ e_mail_privat }}", "ada@example.org ada@example.org"),
            Example("{{ phone | default: \"none\" }} {{ city | default: \"none\" }}", "none Zürich"),
            Example("{% if phone %}a{% else %}b{% endif %}", "b"),
            Example("{% if phone == nil %}1{% endif %}{% if phone == \"\" %}2{% endif %}", "12"),
            Example("{% if phone == blank %}3{% endif %}{% if phone == empty %}4{% endif %}", "34"),
            Example("{% unless phone %}none{% else %}some{% endunless %}", "none"),
            Example("{% if age > 9 %}older{% elsif age == 9 %}same{% else %}younger{% endif %}", "older"),
            Example("{% if age == 36.0 and price < 20 %}yes{% endif %}", "yes"),
            Example("{% if age > n %}as numbers{% endif %}", "as numbers"),
            Example("{% if zip == \"1234\" %}number{% else %}text{% endif %}", "text"),
            Example("{% if '1' == 1 %}number{% else %}text{% endif %}", "text"),
            Example("{% if city contains \"rich\" %}in{% endif %}", "in"),
            Example("{% if true and false and false or true %}a{% else %}b{% endif %}", "b"),
            Example("{% if false or true and phone %}a{% else %}b{% endif %}", "b"),
            Example("{% unless false or phone %}a{% endunless %}", "a"),
            Example("{% unless age and phone %}a{% else %}b{% endunless %}", "a"),
            Example(
                "{% case city %}{% when \"Bern\" %}B{% when \"Zürich\", \"Zug\" %}Z{% else %}?{% endcase %}",
                "Z"),
            Example("{% case n %}{% when 1 or 3 %}odd{% else %}even{% endcase %}", "odd"),
            Example(
                "{% for i in (1..n) %}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1,2,3"),
            Example("{% for i in (1..9) limit: 2 offset: n reversed %}{{ i }}{% endfor %}", "54"),
            Example("{% for i in (3..1) %}{{ i }}{% else %}none{% endfor %}", "none"),
            Example("{% for i in (1..9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "12"),
            Example(
                "{% for i in (1..4) %}{% if i == 3 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "124"),
            Example(
                "{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ j }} {% endfor %}{% endfor %}",
                "11 12 21 22 "),
            Example(
                "{% assign t = tags | split: \",\" %}{{ t.size }}{{ t.first }}{{ t[1] }}{{ t | last }}",
                "3redgreenblue"),
            Example(
                "{% assign t = tags | split: \",\" %}{% if t contains \"red\" %}R{% endif %}{{ t | join: \"+\" }}",
                "Rred+green+blue"),
            Example("{% for t in tags %}[{{ t }}]{% endfor %}", "[red,green,blue]"),
            Example("{% if phone == nil %}{% assign city = \"nowhere\" %}{% endif %}{{ city }}", "nowhere"),
            Example("{% if phone %}{% assign city = \"nowhere\" %}{% endif %}{{ city }}", "Zürich"),
            Example("{% capture x %}{{ city }}-{{ n }}{% endcapture %}{{ x | upcase }}", "ZÜRICH-3"),
            Example(
                "{% for i in (1..3) %}{% capture x %}{{ x }}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endcapture %}{% endfor %}{{ x }}",
                "12"),
            Example(
                "a {%- comment %} {{ nonsense | } {% endcomment -%} b{% # not this %}{%- # nor this -%} c",
                "abc"),
            Example("{% raw %}{{ city }}{% endraw %} {{ \"}\" }}", "{{ city }} }"),
            Example("a  {{- city -}}\n b\n{%- if true -%}\n c {% endif %}", "aZürichbc "),
            Example("{% echo city | downcase %}", "zürich"),
            Example("{% if true %} {% assign x = 1 %} {% endif %}|", "|"),
            Example("{{ nil }}{{ true }}{{ 1.50 }}{{ (1..3) }}{{ empty }}", "true1.51..3"),
        ])
    func language(_ example: Example) throws {
        #expect(try Liquid.render(example.template, Self.cells) == example.result)
    }

    @Test(
        "Filters do what Liquid says",
        arguments: [
            Example(
                "{{ city | upcase }} {{ city | downcase }} {{ \"éCOLE\" | capitalize }}",
                "ZÜRICH zürich École"),
            Example(
                "[{{ spaces | strip }}][{{ spaces | lstrip }}][{{ spaces | rstrip }}]", "[a b][a b  ][  a b]"),
            Example("{{ city | append: \"!\" | prepend: n }}", "3Zürich!"),
            Example(
                "{{ tags | replace: \",\", \", \" }} {{ tags | remove: \",\" }}",
                "red, green, blue redgreenblue"),
            Example(
                "{{ tags | replace_first: \"r\", \"R\" }} {{ tags | remove_first: \"r\" }}",
                "Red,green,blue ed,green,blue"),
            Example("{{ \"aé\" | replace: \"\", \"-\" }}", "-a-é-"),
            Example(
                "{{ tags | truncate: 6 }} {{ tags | truncate: 4, \"…\" }} {{ city | truncate: 6 }}",
                "red... red… Zürich"),
            Example("{{ \"Zürich\" | truncate: 5, \"\" }} {{ tags | truncate: 1 }}", "Züric ..."),
            Example("{{ city | size }} {{ \"1 2  3\" | split: \" \" | size }} {{ phone | size }}", "6 3 0"),
            Example(
                "{{ \"Zü\" | split: \"\" | join: \"|\" }} {{ \"a,b,,\" | split: \",\" | join }}", "Z|ü a b"),
            Example("{{ html | escape }}", "&lt;b&gt;&quot;Q&quot; &amp; &#39;A&#39;&lt;/b&gt;"),
            Example("{{ lines | newline_to_br }}", "one<br />\ntwo<br />\nthree"),
            Example("{{ lines | strip_newlines }}", "onetwothree"),
            Example("{{ \"Zürich & Bern/~-_.*\" | url_encode }}", "Z%C3%BCrich+%26+Bern%2F~-_.%2A"),
            Example(
                "{{ price | plus: 0.1 }} {{ price | times: 3 }} {{ price | minus: 20 }}", "20.0 59.7 -0.1"),
            Example(
                "{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ 20 | divided_by: 7.0 }}",
                "3 -4 3.5 2.857142857142857"),
            Example("{{ -7 | modulo: 3 }} {{ 7.5 | modulo: 2 }}", "2 1.5"),
            Example(
                "{{ 2.5 | round }} {{ -2.5 | round }} {{ 5.666 | round: 2 }} {{ 1234 | round: -2 }}",
                "3 -3 5.67 1200"),
            Example(
                "{{ 1.2 | ceil }} {{ -1.2 | ceil }} {{ 1.8 | floor }} {{ -1.2 | floor }} {{ -3 | abs }}",
                "2 -1 1 -2 3"),
            Example("{{ n | at_least: 5 }} {{ n | at_most: 2.5 }}", "5 2.5"),
            Example("{{ phone | plus: 1 }}", "1"),
            Example(
                "{{ false | default: \"x\" }} {{ false | default: \"x\", allow_false: true }}", "x false"),
            Example("{{ phone | default }}|{{ phone | default: first_name | upcase }}", "|ADA"),
            Example(
                "{{ n | join: \"-\" }} {{ (1..4) | join: \"-\" }} {{ (1..4) | last }} {{ (2..4) | size }}",
                "3 1-2-3-4 4 3"),
        ])
    func filters(_ example: Example) throws {
        #expect(try Liquid.render(example.template, Self.cells) == example.result)
    }

    @Test("Numbers are exact decimals, and those with too many digits are a fault, never a trap")
    func numbers() throws {
        #expect(try Liquid.render("{{ 0.1 | plus: 0.2 }}") == "0.3")
        #expect(try Liquid.render("{{ 999999999999999999 | plus: 0 }}") == "999999999999999999")
        #expect(try Liquid.render("{{ x | times: 0.05 }}", ["x": "-0.01"]) == "-0.0005")
        for template in ["{{ x | plus: 1 }}", "{{ x | times: x }}", "{{ x | divided_by: 0.001 }}"] {
            let fault = try Liquid.rowFault(template, ["x": "999999999999999999"])
            #expect(fault == RowFault(column: "x", problem: .numberTooLarge))
        }
        #expect(
            try Liquid.rowFault("{{ 5 | divided_by: x }}", ["x": "0.0"])
                == RowFault(column: "x", problem: .divisionByZero))
        #expect(
            try Liquid.rowFault("{{ x | modulo: y }}", ["x": "1", "y": ""])
                == RowFault(column: "x", problem: .divisionByZero))
    }

    @Test("Text in a calculation makes the row invalid instead of counting as zero")
    func textInCalculation() throws {
        #expect(
            try Liquid.rowFault("{{ 2 | times: price }}", ["name": "A", "price": "1,234"])
                == RowFault(column: "price", problem: .notANumber("1,234")))
        #expect(
            try Liquid.rowFault("{% for i in (1..n) %}{% endfor %}{{ n }}", ["n": "many"])
                == RowFault(column: "n", problem: .notANumber("many")))
        #expect(
            try Liquid.rowFault("{% for i in (1..n) %}{% endfor %}{{ n }}", ["n": "2.5"])
                == RowFault(column: "n", problem: .notAWholeNumber("2.5")))
    }

    @Test("A cell is text, whatever it looks like: it is never parsed as template")
    func cellsAreText() throws {
        let injections = ["{{secret}}", "{% include 'x' %}", "{{ x }}", "%}{{ secret }}", "{% raw %}"]
        for injection in injections {
            for template in [
                "{{ x }}", "{{ x | append: \"\" }}", "{% assign y = x %}{{ y }}",
                "{% capture y %}{{ x }}{% endcapture %}{{ y }}",
            ] {
                #expect(try Liquid.render(template, ["x": injection, "secret": "S"]) == injection)
            }
        }
    }

    @Test("A program reads the columns it names, and one that names none is rendered beforehand")
    func referencedColumns() throws {
        let columns = ["a", "b", "c", "d"]
        let program = try Liquid.compile("{{ d }}{% if b == a %}{% endif %}{{ d }}", columns: columns)
        #expect(program.referencedColumns == [0, 1, 3])
        #expect(!program.isStatic)
        #expect(try Liquid.compile("{% for i in (1..3) %}{{ i }}{% endfor %}", columns: columns).isStatic)
        #expect(try Liquid.compile("", columns: columns).isStatic)
        let shadowed = try Liquid.compile("{% assign a = 1 %}{{ a }}", columns: columns)
        #expect(shadowed.referencedColumns == [0])
    }

    @Test("A row with too few cells renders them as empty ones")
    func shortRow() throws {
        let program = try Liquid.compile("[{{ a }}{{ b }}]", columns: ["a", "b"])
        var output = Array("x".utf8)
        var scratch = RenderScratch()
        try program.render(Liquid.row(["1"]), into: &output, scratch: &scratch)
        try program.render(Row(octets: [0x41], ends: [5, -3]), into: &output, scratch: &scratch)
        #expect(String(decoding: output, as: UTF8.self) == "x[1][]")
    }
}
