import Composition
import Testing

@Suite("Escaping by place in HTML")
struct MarkupPlaceTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var template: String
        var cell: String
        var result: String
        var testDescription: String { template + " with " + cell }

        init(_ template: String, _ cell: String, _ result: String) {
            (self.template, self.cell, self.result) = (template, cell, result)
        }
    }

    private func check(_ example: Example) throws {
        let result = try Liquid.render(example.template, ["x": example.cell], in: .html)
        #expect(result.utf8.elementsEqual(example.result.utf8), "\(result)")
    }

    @Test(
        "In text, in quotes and without, in a title and in a comment, a value stays where it is",
        arguments: [
            Example("<p>{{ x }}</p>", "<b>&", "<p>&lt;b&gt;&amp;</p>"),
            Example("<title>{{ x }}</title>", "</title>", "<title>&lt;/title&gt;</title>"),
            Example("<p title=\"{{ x }}\">", "\"\u{301} a='", "<p title=\"&quot;\u{301} a=&#39;\">"),
            Example("<p title='{{ x }}'>", "' a=\"", "<p title='&#39; a=&quot;'>"),
            Example("<p title={{ x }}>", "a b=`>\t\n", "<p title=a&#32;b&#61;&#96;&gt;&#9;&#10;>"),
            Example("<p title={{ x }} id=a>", "", "<p title=&#32; id=a>"),
            Example("<p title=a{{ x }} id=a>", "", "<p title=a id=a>"),
            Example("<!-- {{ x }} -->", "a-->b--!>", "<!-- a&#45;&#45;&gt;b&#45;&#45;&#33;&gt; -->"),
            Example("<!--{{ x }}>-->", "", "<!--&#32;>-->"),
            Example("<!-- {{ x }} -->", "", "<!--  -->"),
            Example(
                "<!--[if mso]><td width=\"{{ x }}\"><![endif]-->{{ x }}", "-5<!",
                "<!--[if mso]><td width=\"&#45;5&lt;&#33;\"><![endif]-->-5&lt;!"),
            Example(
                "<!--[if !mso]><!--><p>{{ x }}</p><!--<![endif]-->", "a-b",
                "<!--[if !mso]><!--><p>a-b</p><!--<![endif]-->"),
            Example("1 < 2 {{ x }}", "<", "1 < 2 &lt;"),
            Example(
                "<TITLE>a</TITLE ><a HREF = \"{{ x }}\">", " https://x",
                "<TITLE>a</TITLE ><a HREF = \"https://x\">"),
        ])
    func places(_ example: Example) throws { try check(example) }

    @Test(
        "A part of a URL is encoded as that part needs, and a whole URL keeps its structure",
        arguments: [
            Example(
                "<a href=\"{{ x }}\">", "https://x.org/a b?c=d&e=é#f",
                "<a href=\"https://x.org/a%20b?c=d&amp;e=%C3%A9#f\">"),
            Example("<a href=\"{{ x }}\">", "https://müller.de/ü", "<a href=\"https://müller.de/%C3%BC\">"),
            Example("<a href=\"{{ x }}\">", "MAILTO:a@x.org", "<a href=\"MAILTO:a@x.org\">"),
            Example("<a href=\"{{ x }}\">", "page.html?at=1:2", "<a href=\"page.html?at=1:2\">"),
            Example("<a href=\"{{ x }}\">", "", "<a href=\"\">"),
            Example("<a href=\"{{ x }}\">", "https://x/%41%zz\"", "<a href=\"https://x/%41%25zz%22\">"),
            Example("<a href={{ x }}>", "https://x/?a=1", "<a href=https://x/?a&#61;1>"),
            Example(
                "<a href=\"https://x/?q={{ x }}\">", "a&b=c d+é/~",
                "<a href=\"https://x/?q=a%26b%3Dc%20d%2B%C3%A9%2F~\">"),
            Example("<a href=\"https://x/#{{ x }}\">", "a#b", "<a href=\"https://x/#a%23b\">"),
            Example(
                "<a href=\"https://x/{{ x }}/y\">", "a/b?c %41", "<a href=\"https://x/a/b%3Fc%20%41/y\">"),
            Example(
                "<a href=\"https://{{ x }}.example.org/y\">", "www", "<a href=\"https://www.example.org/y\">"),
            Example("<a href=\"//{{ x }}/y\">", "münchen.de", "<a href=\"//münchen.de/y\">"),
            Example(
                "<a href=\"mailto:{{ x }}?subject={{ x }}\">", "a@x.org",
                "<a href=\"mailto:a@x.org?subject=a%40x.org\">"),
            Example(
                "<a href=\"{{ x }}&amp;who={{ x }}\">", "https://x/?a=b",
                "<a href=\"https://x/?a=b&amp;who=https%3A%2F%2Fx%2F%3Fa%3Db\">"),
            Example("<a href=\"page{{ x }}\">", "script:1", "<a href=\"pagescript%3A1\">"),
            Example(
                "<img srcset=\"{{ x }} 2x, /b.png\">", "/a,b.png", "<img srcset=\"/a%2Cb.png 2x, /b.png\">"),
            Example(
                "<!--[if mso]><v:roundrect href=\"{{ x }}\"><![endif]-->", "https://x/a--b",
                "<!--[if mso]><v:roundrect href=\"https://x/a&#45;&#45;b\"><![endif]-->"),
            Example(
                "<a href=\"{% if x %}https://a/?{% else %}https://b/?{% endif %}{{ x }}\">", "&",
                "<a href=\"https://a/?%26\">"),
            Example(
                "<a href=\"{% if x %}https{% else %}http{% endif %}://a/{{ x }}\">", "?",
                "<a href=\"https://a/%3F\">"),
            Example("<a href=\"/{{ x }}\">", "/evil.org/a", "<a href=\"/%2Fevil.org/a\">"),
            Example("<img src=\"{{ x }}\">", "//x.org/a.png", "<img src=\"//x.org/a.png\">"),
        ])
    func urls(_ example: Example) throws { try check(example) }

    @Test(
        "What a filter or a capture has escaped or encoded is not escaped or encoded again",
        arguments: [
            Example(
                "<p title=\"{{ x | escape }}\">{{ x | escape }}", "<&", "<p title=\"&lt;&amp;\">&lt;&amp;"),
            Example("<p title={{ x | escape }}>", "< ", "<p title=&lt;&#32;>"),
            Example("{{ x | newline_to_br }}", "a\n<", "a<br />\n&lt;"),
            Example("<p title=\"{{ x | newline_to_br }}\">", "a\nb", "<p title=\"a&lt;br /&gt;\nb\">"),
            Example("<a href=\"/?q={{ x | url_encode }}\">", "a b&", "<a href=\"/?q=a+b%26\">"),
            Example(
                "{% assign y = x | url_encode %}<a href=\"/?q={{ y }}\">", "é", "<a href=\"/?q=%C3%A9\">"),
            Example("<a href=\"/?q={{ x | escape }}\">", "a&b", "<a href=\"/?q=a%26b\">"),
            Example("<a href=\"/?{{ x | raw }}\">", "a=b", "<a href=\"/?a=b\">"),
            Example(
                "{% capture u %}https://x/?q={{ x }}&amp;r=1{% endcapture %}<a href=\"{{ u }}\">", "<",
                "<a href=\"https://x/?q=%3C&amp;r=1\">"),
            Example(
                "{% capture t %}<i>{{ x }}</i>{% endcapture %}<p title=\"{{ t }}\">{{ t }}", "\"&",
                "<p title=\"&lt;i&gt;&quot;&amp;&lt;/i&gt;\"><i>&quot;&amp;</i>"),
            Example(
                "<title>{% capture t %}<b>{% endcapture %}{{ t }}</title>", "", "<title>&lt;b&gt;</title>"),
            Example(
                "{% capture t %}<b>{{ x }}>{% endcapture %}<!--[if mso]>{{ t }}<![endif]-->", "a--",
                "<!--[if mso]><b>a&#45;&#45;><![endif]-->"),
            Example(
                "{% capture t %}<b data-x>{{ x }}{% endcapture %}<!--[if mso]>{{ t }}<![endif]-->", "-",
                "<!--[if mso]><b data-x>&#45;<![endif]-->"),
            Example("<style>{{ x | raw }}</style>", "p {}", "<style>p {}</style>"),
            Example("<p {{ x | raw }}>", "id=a", "<p id=a>"),
        ])
    func filters(_ example: Example) throws { try check(example) }

    @Test(
        "A URL from the list with a scheme that is not allowed makes the row invalid, however it is disguised"
    )
    func schemes() throws {
        let disguised = [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " \u{1}javascript:alert(1)",
            "java\tscr\nipt\r:alert(1)",
            "\u{1F}\tjavascript:a",
        ]
        for template in [
            "<a href=\"{{ x }}\">", "<a href={{ x }}>", "<img src='{{ x | strip }}'>",
            "<a href=\"{{ x | raw | append: '' }}\">",
        ] {
            for cell in disguised {
                let fault = try Liquid.rowFault(template, ["x": cell], in: .html)
                #expect(
                    fault == RowFault(column: "x", problem: .urlScheme("javascript")), "\(template) \(cell)")
            }
        }
        for (cell, scheme) in [
            "data:text/html,x": "data", "vbscript:x": "vbscript", "file:///etc/passwd": "file", ":x": "",
            "java\0script:x": "java\0script", "httpss://x": "httpss", "http s://x": "http s",
        ] {
            let fault = try Liquid.rowFault("<form action=\"{{ x }}\">", ["x": cell], in: .html)
            #expect(fault == RowFault(column: "x", problem: .urlScheme(scheme)), "\(cell)")
        }
        let captured = "{% capture u %}{{ x }}{% endcapture %}<a href=\"{{ u }}\">"
        #expect(throws: RowFault.self) { try Liquid.render(captured, ["x": "javascript:'a'"], in: .html) }
        #expect(
            try Liquid.render("<a href=\"{{ x }}{{ y }}\">", ["x": "java", "y": "script:a"], in: .html)
                == "<a href=\"javascript%3Aa\">")
    }

    @Test("A style takes colours, lengths and names; anything else makes the row invalid")
    func styles() throws {
        let template = "<p style=\"color: {{ x }}; margin:0\">"
        for cell in ["#2d6a4f", "red", "12px", "rgb(1, 2, 3)", "RGBA(1,2,3,.5)", "50%", "", "-1.5em"] {
            #expect(
                try Liquid.render(template, ["x": cell], in: .html)
                    == "<p style=\"color: \(cell); margin:0\">")
        }
        for (cell, scalar) in [
            ("red;a", ";"), ("a:b", ":"), ("url(x)", "("), ("expression(a)", "("), ("\\72", "\\"),
            ("a/*", "/"),
            ("'", "'"), ("é", "é"), ("a\nb", "\n"), ("x rgb((", "("),
        ] as [(String, Unicode.Scalar)] {
            let fault = try Liquid.rowFault(template, ["x": cell], in: .html)
            #expect(fault == RowFault(column: "x", problem: .styleValue(scalar)), "\(cell)")
        }
    }

    @Test("{{ x }} in a cell stays what it is, in every place")
    func cellsAreNoTemplates() throws {
        for cell in ["{{ y }}", "{{include}}", "{% include 'a' %}", "{% raw %}"] {
            for template in ["<p title=\"{{ x }}\">{{ x }}", "{% capture z %}{{ x }}{% endcapture %}{{ z }}"]
            {
                let result = try Liquid.render(template, ["x": cell, "y": "secret"], in: .html)
                #expect(!Array(result.utf8).contains(Array("secret".utf8)))
            }
            #expect(try Liquid.render("{{ x }}", ["x": cell]) == cell)
            #expect(try Liquid.render("{{ x }}", ["x": cell], in: .header) == cell)
        }
    }
}
