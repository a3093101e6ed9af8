import Composition
import Testing

@Suite("Escaping by place")
struct EscapeTests {
    @Test("HTML escapes by octet, so a combining mark after a quote or a bracket hides nothing")
    func combiningMarks() throws {
        let cell = "\"\u{301} onfocus=<\u{338}>'\u{301}&\u{20E3}"
        let expected = "&quot;\u{301} onfocus=&lt;\u{338}&gt;&#39;\u{301}&amp;\u{20E3}"
        for template in ["{{ x }}", "{{ x | strip }}", "{% assign y = x | append: \"\" %}{{ y }}"] {
            #expect(try Liquid.render(template, ["x": cell], in: .html).utf8.elementsEqual(expected.utf8))
            #expect(try Liquid.render(template, ["x": cell], in: .plainText).utf8.elementsEqual(cell.utf8))
        }
    }

    @Test(
        "What the author writes is HTML already, and so is what is captured from it; nothing is escaped twice"
    )
    func markup() throws {
        let cells: KeyValuePairs = ["x": "<&>"]
        func html(_ template: String) throws -> String { try Liquid.render(template, cells, in: .html) }
        #expect(try html("<p title=\"{{ x }}\">") == "<p title=\"&lt;&amp;&gt;\">")
        #expect(try html("{{ x | raw }}") == "<&>")
        #expect(try html("{{ x | escape }}") == "&lt;&amp;&gt;")
        #expect(
            try html("{% capture y %}<b>{{ x }}</b>{% endcapture %}{{ y | strip }}") == "<b>&lt;&amp;&gt;</b>"
        )
        #expect(try html("{% capture y %}<b>{% endcapture %}{{ y | append: x }}") == "<b>&lt;&amp;&gt;")
        #expect(try html("{% capture y %}<b>{% endcapture %}{{ x | append: y }}") == "&lt;&amp;&gt;<b>")
        #expect(try html("{{ x | append: \"<i>\" }}") == "&lt;&amp;&gt;&lt;i&gt;")
    }

    @Test("What a filter makes of markup is escaped again, unless it only takes white space away")
    func filteredMarkup() throws {
        #expect(try Liquid.render("{{ x | raw | upcase }}", ["x": "<b>"], in: .html) == "&lt;B&gt;")
        #expect(try Liquid.render("{{ x | raw | truncate: 2, \"\" }}", ["x": "<b>"], in: .html) == "&lt;b")
        #expect(
            try Liquid.render("{{ x | raw | split: \",\" }}", ["x": "<b>,<i>"], in: .html)
                == "&lt;b&gt;&lt;i&gt;")
    }

    @Test("newline_to_br escapes the text between its tags in HTML")
    func lineBreaks() throws {
        #expect(
            try Liquid.render("{{ x | newline_to_br }}", ["x": "<a>\nb"], in: .html) == "&lt;a&gt;<br />\nb")
        #expect(try Liquid.render("{{ x | newline_to_br }}", ["x": "<a>\nb"]) == "<a><br />\nb")
    }

    @Test(
        "A control character that would come into a header is a fault that names column and code point",
        arguments: Array(0..<0x20 as Range<UInt32>) + [0x7F])
    func controlsInHeader(_ code: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(code))
        let cell = "Hi\(scalar)Bcc: x@example.org"
        let templates = [
            "{{ x }}", "{{ x | upcase }}", "{% assign z = x | append: y %}{{ z }}", "{{ y | append: x }}",
            "{% capture z %}{{ y }}, {{ x | strip }}{% endcapture %}{{ z }}",
            "{{ x | split: \",\" | first }}",
        ]
        for template in templates {
            let fault = try Liquid.rowFault(template, ["y": "fine", "x": cell], in: .header)
            #expect(fault == RowFault(column: "x", problem: .controlCharacter(scalar)), "\(template)")
        }
    }

    @Test("After a fault the output is what it was before")
    func faultLeavesOutput() throws {
        let program = try Liquid.compile("Subject {{ x }}", columns: ["x"], place: .header)
        var output = Array("before".utf8)
        var scratch = RenderScratch()
        #expect(throws: RowFault.self) {
            try program.render(Liquid.row(["\r\n"]), into: &output, scratch: &scratch)
        }
        #expect(output == Array("before".utf8))
        try program.render(Liquid.row(["ok"]), into: &output, scratch: &scratch)
        #expect(output == Array("beforeSubject ok".utf8))
    }

    @Test("U+0085, U+2028 and other text pass a header as they are; nothing is HTML there")
    func textInHeader() throws {
        let cell = "a\u{85}b\u{2028}c\u{9B}<é>\u{1F469}\u{200D}\u{1F680}"
        #expect(try Liquid.render("{{ x }}", ["x": cell], in: .header).utf8.elementsEqual(cell.utf8))
    }

    @Test("raw outside HTML is a fault of the template")
    func rawOutsideHTML() {
        for place in [Program.Place.plainText, .header] {
            #expect(
                Liquid.faults("{{ x | raw }}", columns: ["x"], place: place).map(\.problem)
                    == [.onlyInHTML(filter: "raw")])
        }
    }
}
