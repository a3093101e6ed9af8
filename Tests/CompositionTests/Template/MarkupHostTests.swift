import Testing

@testable import Composition

@Suite("Where a URL leads, and where a page does")
struct MarkupHostTests {
    private static let templates = [
        "https://{{ x }}.example.org/a", "https://{{ x }}/a", "//{{ x }}/a", "https://a.{{ x }}",
        "https:{{ x }}.example.org",
        "https:/{{ x }}", "HTTPS:///{{ x }}", "http:////{{ x }}.example.org/",
        "https:\\\\{{ x }}.example.org",
        "https://user@{{ x }}.example.org", "https:a.{{ x }}",
    ]

    @Test(
        "A cell in the host of a URL cannot move the host: what could makes the row invalid (WHATWG URL §3.5)",
        arguments: [
            ("evil.example/", "/"), ("evil.example:80", ":"), ("a@evil.example", "@"), ("[::1]", "["),
            ("evil]", "]"),
            ("evil.example\\", "\\"), ("evil.example?", "?"), ("evil.example#", "#"), ("evil%2Fa", "%"),
            ("a b", " "),
            ("a\tb", "\t"), ("evil.example\u{FF0F}a", "\u{FF0F}"), ("c\u{2105}x", "\u{2105}"),
            ("a\u{FF20}b", "\u{FF20}"),
            ("a&amp;b", "&"), ("a<b", "<"), ("a\u{2044}b", "\u{2044}"), ("a\u{202E}b", "\u{202E}"),
            ("a\u{200B}b", "\u{200B}"),
            ("a\u{AD}b", "\u{AD}"), ("a\u{3000}b", "\u{3000}"), ("a\u{2488}b", "\u{2488}"),
            ("a\u{1F600}b", "\u{1F600}"),
        ] as [(String, Unicode.Scalar)])
    func hosts(cell: String, scalar: Unicode.Scalar) throws {
        for template in Self.templates {
            let fault = try Liquid.rowFault("<a href=\"\(template)\">", ["x": cell], in: .html)
            #expect(fault == RowFault(column: "x", problem: .urlHost(scalar)), "\(template)")
        }
    }

    @Test("Nothing at all where the host begins makes the row invalid, for what follows would be the host")
    func empty() throws {
        for cell in ["", ".", "-", ".."] {
            for template in ["https://{{ x }}/pay.example/login", "//{{ x }}/a", "https:{{ x }}/a.example"] {
                let fault = try Liquid.rowFault("<a href=\"\(template)\">", ["x": cell], in: .html)
                #expect(fault == RowFault(column: "x", problem: .emptyURLHost), "\(template)")
            }
        }
        #expect(
            try Liquid.render("<a href=\"https://e.org{{ x }}\">", ["x": ""], in: .html)
                == "<a href=\"https://e.org\">")
    }

    @Test("A path never begins with two slashes because what was merged before was empty")
    func emptyBeforeSlash() throws {
        func link(_ template: String, _ a: String, _ b: String) throws -> String {
            try Liquid.render(template, ["a": a, "b": b], in: .html)
        }
        let fault = try Liquid.rowFault(
            "<a href=\"/{{ a }}/{{ b }}\">", ["a": "", "b": "evil.example"], in: .html)
        #expect(fault == RowFault(column: "b", problem: .emptyURLHost))
        for (a, b, written) in [
            ("", "/evil.example/p", "/%2Fevil.example/p"), ("", "p", "/p"), ("x", "/y", "x//y"),
        ] {
            #expect(try link("<a href=\"{{ a }}/{{ b }}\">", a, b) == "<a href=\"\(written)\">")
        }
        #expect(try link("<a href='{{ a }}{{ b }}'>", "", "//evil.example") == "<a href='/%2Fevil.example'>")
        #expect(
            try link("<a href='{{ a }}{{ b }}'>", "https://a.example", "/b")
                == "<a href='https://a.example/b'>")
        #expect(try link("<img srcset=\"x, {{ a }}/{{ b }}\">", "", "/e") == "<img srcset=\"x, /%2Fe\">")
        #expect(try link("<a href=\"/{{ a }}/{{ b }}\">", "x", "/y") == "<a href=\"/x//y\">")
        #expect(
            try link("<a href=\"https://a.example/{{ a }}/{{ b }}\">", "", "y")
                == "<a href=\"https://a.example//y\">")
    }

    @Test("A name in letters, digits, dots and hyphens stands in a host as it is, in any script")
    func names() throws {
        for cell in ["www", "a-b_c.d", "münchen", "例え", "xn--mnchen-3ya"] {
            for template in Self.templates {
                let html = try Liquid.render("<a href=\"\(template)\">", ["x": cell], in: .html)
                #expect(html.utf8Components(separatedBy: cell).count == 2, "\(template)")
            }
        }
    }

    @Test("Behind the host a value is part of the path again")
    func paths() throws {
        for (template, written) in [
            ("https://e.org/{{ x }}", "https://e.org/a:@b/c"),
            ("https://e.org//{{ x }}", "https://e.org//a:@b/c"),
            ("mailto:{{ x }}", "mailto:a:@b/c"),
        ] {
            #expect(
                try Liquid.render("<a href=\"\(template)\">", ["x": "a:@b/c"], in: .html)
                    == "<a href=\"\(written)\">")
        }
    }

    @Test(
        "What <meta http-equiv> says cannot be merged, whichever of its attributes comes first",
        arguments: [
            "<meta http-equiv=refresh content=\"0;url={{ x }}\">",
            "<meta http-equiv=\"Refresh\" content={{ x }}>",
            "<META CONTENT='0;url={{ x }}' HTTP-EQUIV=refresh>",
            "<meta content=\"{{ x }}\" http-equiv = 'refresh'/>",
            "<meta{% if x %} content=\"{{ x }}\"{% endif %} http-equiv=\"refresh\">",
            "<meta http-equiv=\"refresh\" content=\"{% if x %}0;url={{ x }}{% endif %}\">",
            "<meta{% if x %} http-equiv=\"refresh\"{% endif %} content=\"{{ x }}\">",
            "<!--[if mso]><meta http-equiv=refresh content=\"{{ x }}\"><![endif]-->",
        ])
    func refresh(template: String) {
        #expect(
            Liquid.faults(template, columns: ["x"], place: .html).map(\.problem) == [
                .markup(.mergedIntoPragma)
            ])
    }

    @Test("Nor can the order itself be; other meta elements take text, and raw is the author's word")
    func otherMeta() throws {
        #expect(
            Liquid.faults("<meta http-equiv=\"{{ x }}\" content=\"0\">", columns: ["x"], place: .html).map(
                \.problem)
                == [.markup(.mergedIntoProgram(attribute: "http-equiv"))])
        #expect(
            try Liquid.render(
                "<meta http-equiv=refresh content=1><meta name=description content=\"{{ x }}\">",
                ["x": "\"a\""],
                in: .html)
                == "<meta http-equiv=refresh content=1><meta name=description content=\"&quot;a&quot;\">")
        #expect(
            try Liquid.render("<meta http-equiv=refresh content=\"{{ x | raw }}\">", ["x": "0"], in: .html)
                == "<meta http-equiv=refresh content=\"0\">")
    }
}
