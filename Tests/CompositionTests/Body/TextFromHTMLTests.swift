import Testing

@testable import Composition

@Suite("Text from HTML")
struct TextFromHTMLTests {
    private func text(_ html: String, _ cells: [String] = [], columns: [String] = []) throws -> String {
        let octets = Array(html.utf8)
        let source = BodySource(octets[...], file: "t.html", line: 1)
        let template = try #require(TextFromHTML.template(of: source.octets))
        var faults: [TemplateFault] = []
        let program = template.compile(
            source, columns: ColumnTable(columns), place: .plainText, partials: Partials(), faults: &faults)
        #expect(faults.isEmpty, "\(faults)")
        var output: [UInt8] = []
        var scratch = RenderScratch()
        try program.render(Composing.row(cells), into: &output, scratch: &scratch)
        return String(decoding: output.filter { $0 != 0x0D }, as: UTF8.self)
    }

    @Test("Paragraphs, headings and line breaks become lines, and white space collapses")
    func paragraphs() throws {
        #expect(
            try text("<h1>News</h1>\n<p>One  <b>two</b>\n three<br>four</p><div>five</div><div>six</div>")
                == "News\n\nOne two three\nfour\n\nfive\nsix")
    }

    @Test("What is hidden is left out: head, style, comments, a hidden preheader and its fillers")
    func hidden() throws {
        #expect(
            try text(
                "<html><head><title>T</title><style>p{color:red}</style></head><body><!-- no -->"
                    + "<div style=\"display: none\">Preheader</div><p>Yes&nbsp;&zwnj;&nbsp;</p></body></html>"
            )
                == "Yes")
    }

    @Test("What is merged into the query of a link is percent-encoded in the text as in the HTML, and once")
    func queries() throws {
        let html =
            "<p><a href=\"https://a.example/?who={{ v }}&x={{- v -}}\">one</a> <a href=\"https://a.example/#{{ v | url_encode }}\">two</a></p>"
        #expect(
            try text(html, ["Zoë & co"], columns: ["v"])
                == "one [1] two [2]\n\n[1] https://a.example/?who=Zo%C3%AB%20%26%20co&x=Zo%C3%AB%20%26%20co\n"
                + "[2] https://a.example/#Zo%C3%AB+%26+co")
    }

    @Test("A link becomes a footnote, one address one number; an address or the text itself needs none")
    func links() throws {
        #expect(
            try text(
                "<p><a href=\"https://a.example/x?a=1&amp;b=2\">Read</a> and <a href=\"https://b.example\">on</a>, "
                    + "<a href=\"https://a.example/x?a=1&amp;b=2\">again</a> <a href=\"https://c.example/\">c.example</a> "
                    + "<a href=\"mailto:x@y.example\">write</a></p>")
                == "Read [1] and on [2], again [1] c.example write <x@y.example>\n\n"
                + "[1] https://a.example/x?a=1&b=2\n[2] https://b.example")
    }

    @Test("A link whose address another one of the same tags may not have says at once where it leads")
    func changingLinks() throws {
        let link = "<a href=\"https://a.example/{% cycle 'a', 'b' %}\">"
        #expect(
            try text("<p>\(link)One</a> \(link)Two</a></p>")
                == "One <https://a.example/a> Two <https://a.example/b>")
    }

    @Test("A cell that an earlier filter escaped keeps what only looks like a tag")
    func escapedRaw() throws {
        for filters in ["newline_to_br | raw", "escape | raw", "escape | newline_to_br | raw"] {
            #expect(
                try text("<p>{{ v | \(filters) }}</p>", ["1 < 2 and 4 > 3"], columns: ["v"])
                    == "1 < 2 and 4 > 3")
        }
        #expect(try text("<p>{{ v | raw }}</p>", ["1 <b>2</b>"], columns: ["v"]) == "1 2")
    }

    @Test("A link in a block says at once where it leads, since its number could not be sure")
    func linksInBlocks() throws {
        let html = "<p>Hi{% if v %} <a href=\"https://x.example/{{ v }}\">you</a>{% endif %}.</p>"
        #expect(try text(html, ["7"], columns: ["v"]) == "Hi you <https://x.example/7>.")
        #expect(try text(html, [""], columns: ["v"]) == "Hi.")
    }

    @Test("Every way through the blocks has the gaps that it would have alone")
    func gaps() throws {
        let html = "<p>Hello {% if v %}{{ v }}{% endif %} there</p>{% if v %}<p>More</p>{% endif %}<p>End</p>"
        #expect(try text(html, ["Ann"], columns: ["v"]) == "Hello Ann there\n\nMore\n\nEnd")
        #expect(try text(html, [""], columns: ["v"]) == "Hello there\n\nEnd")
        let inline =
            "<p>Hello{% if v %} Ms {{ v }}{% endif %}, <i>x</i>{% unless v %} <b>y</b>{% endunless %}.</p>"
        #expect(try text(inline, ["Ann"], columns: ["v"]) == "Hello Ms Ann, x.")
        #expect(try text(inline, [""], columns: ["v"]) == "Hello, x y.")
    }

    @Test("Lists have signs or numbers, nested ones are indented, and conditional items are counted")
    func lists() throws {
        #expect(
            try text("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li>d</li><li>e</li></ol>")
                == "- a\n  - b\n- c\n\n1. d\n2. e")
        let html = "<ol><li>a</li>{% if v %}<li>b</li>{% endif %}<li>c</li></ol>"
        #expect(try text(html, ["x"], columns: ["v"]) == "1. a\n2. b\n3. c")
        #expect(try text(html, [""], columns: ["v"]) == "1. a\n2. c")
    }

    @Test("A table of data has its cells side by side, a table for layout one below the other")
    func tables() throws {
        #expect(
            try text("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>3</td></tr></table>")
                == "Item | Price\nTea | 3")
        #expect(
            try text("<table role=\"presentation\"><tr><td>a</td><td>b</td></tr></table>") == "a\n\nb")
    }

    @Test("Quotations, references and braces that are text")
    func quotations() throws {
        #expect(try text("<blockquote><p>a</p><p>b</p></blockquote>c") == "> a\n>\n> b\n\nc")
        #expect(
            try text("<p>&lt;b&gt; &euro; &#x41; &unknown; &#123;{ x }}</p>") == "<b> € A &unknown; {{ x }}")
        #expect(try text("<p>{% raw %}{{ x }}{% endraw %}</p>") == "{{ x }}")
    }

    @Test("A cell is never read as HTML, and is not escaped")
    func cells() throws {
        #expect(
            try text("<p>{{ v | escape }} {{ v }}</p>", ["<b>&amp;"], columns: ["v"]) == "<b>&amp; <b>&amp;")
    }
}
