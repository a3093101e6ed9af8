import Composition
import Testing

@Suite("Faults of a template's HTML")
struct MarkupFaultTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var template: String
        var line: Int
        var column: Int
        var fault: MarkupFault
        var testDescription: String { template }

        init(_ template: String, _ line: Int, _ column: Int, _ fault: MarkupFault) {
            (self.template, self.line, self.column, self.fault) = (template, line, column, fault)
        }
    }

    @Test(
        "A value where no escaping makes it harmless is a fault where it stands, unless the author says raw",
        arguments: [
            Example("<style>\n p { color: {{ x }} }</style>", 2, 13, .merged(into: .element("style"))),
            Example("<script>var a = \"{{ x }}\"</script>", 1, 18, .merged(into: .element("script"))),
            Example("<iframe>{{ x }}</iframe>", 1, 9, .merged(into: .element("iframe"))),
            Example("<{{ x }}>", 1, 2, .merged(into: .tagName)),
            Example("<h{{ x }}>", 1, 3, .merged(into: .tagName)),
            Example("</{{ x }}>", 1, 3, .merged(into: .tagName)),
            Example("<p {{ x }}>", 1, 4, .merged(into: .tag)),
            Example("<p {{ x }}=\"a\">", 1, 4, .merged(into: .tag)),
            Example("<p data-{{ x }}=\"a\">", 1, 9, .merged(into: .tag)),
            Example("<p a=\"b\"{{ x }}>", 1, 9, .merged(into: .tag)),
            Example("<title><{{ x }}></title>", 1, 9, .merged(into: .element("title"))),
            Example("<!DOCTYPE {{ x }}>", 1, 11, .merged(into: .declaration)),
            Example("<!--[if {{ x }}]><![endif]-->", 1, 9, .merged(into: .declaration)),
            Example("<!--[if mso]>--{{ x }}><![endif]-->", 1, 16, .merged(into: .comment)),
            Example("<a onclick=\"f('{{ x }}')\">", 1, 16, .mergedIntoProgram(attribute: "onclick")),
            Example("<a onclick={{ x }}>", 1, 12, .mergedIntoProgram(attribute: "onclick")),
            Example("<iframe srcdoc=\"{{ x }}\"></iframe>", 1, 17, .mergedIntoProgram(attribute: "srcdoc")),
            Example("<script src=\"{{ x }}\"></script>", 1, 14, .mergedIntoProgram(attribute: "src")),
            Example("<a href=\"javascript:f({{ x }})\">", 1, 23, .mergedIntoScheme("javascript")),
            Example("<a href=\" Java\tScript:{{ x }}\">", 1, 23, .mergedIntoScheme("javascript")),
            Example("<p style=\"{{ x }}\">", 1, 11, .mergedIntoStyle),
            Example("<p style={{ x }}>", 1, 10, .mergedIntoStyle),
            Example("<p style=\"color:red;{{ x }}:1\">", 1, 21, .mergedIntoStyle),
            Example("<p style=\"background:url({{ x }})\">", 1, 26, .mergedIntoStyle),
            Example("<svg><p>{{ x }}</p></svg>", 1, 9, .mergedIntoForeign("svg")),
        ])
    func merged(_ example: Example) {
        expect(example)
        let raw = example.template.replacing("{{ x }}", with: "{{ x | raw }}")
        #expect(Liquid.faults(raw, columns: ["x"], place: .html).isEmpty, "\(raw)")
    }

    @Test(
        "Branches, loops and captures that end in different places of the HTML are told, with both",
        arguments: [
            Example("<p title=\"{% if x %}\"{% endif %}>", 1, 33, .branchesDiffer(.value(of: "title"), .tag)),
            Example("{% if x %}<!--{% else %}<p>{% endif %} -->", 1, 39, .branchesDiffer(.comment, .text)),
            Example("{% if x %}<style>{% endif %}p", 1, 29, .branchesDiffer(.text, .element("style"))),
            Example(
                "\n{% for y in x %}<p title=\"{% endfor %}", 2, 8, .loopDiffers(.text, .value(of: "title"))),
            Example("<{% if x %}title{% else %}b{% endif %}>a", 1, 39, .branchesDiffer(.tagName, .tagName)),
            Example("<a {% if x %}href{% else %}title{% endif %}=\"a\">", 1, 44, .unclearTag),
            Example("<p{% if x %} class=\"y\"{% endif %}id=\"a\">", 1, 34, .unclearTag),
            Example(
                "{% capture y %}<p title=\"{% endcapture %}", 1, 16, .unfinishedCapture(.value(of: "title"))),
            Example("<p title=\"", 1, 11, .unfinished(.value(of: "title"))),
            Example("a <!-- b", 1, 9, .unfinished(.comment)),
            Example("<title>a", 1, 9, .unfinished(.element("title"))),
            Example("<!--[if mso]> a", 1, 16, .unfinished(.conditionalComment)),
            Example("<a href=\"{{ x }}:b\">", 1, 17, .mergedScheme),
            Example("<a href=\"{% if x %}/a?{% endif %}{{ x }}\">", 1, 34, .unclearURL),
            Example("<a href=\"{% if x %}/a/{% else %}/b?c={% endif %}{{ x }}\">", 1, 49, .unclearURL),
        ])
    func joined(_ example: Example) { expect(example) }

    @Test(
        "What authors write with branches and loops inside tags and values is understood",
        arguments: [
            "<p{% if x %} class=\"y\"{% endif %}>", "<p {% if x %}class=\"y\"{% endif %} id=\"{{ x }}\">",
            "<p class=\"a{% if x %} b{% endif %}\">", "<input{% if x %} checked{% endif %}>",
            "<input {% if x %}checked{% endif %} />",
            "<p {% if x %}class=\"a\" {% endif %}title=\"{{ x }}\">",
            "<h{% if x %}1{% else %}2{% endif %}>{{ x }}",
            "<p{% for y in x %} data-a=\"{{ y }}\"{% endfor %}>{{ x }}",
            "{% for y in x %}{% if y %}<b>{% continue %}{% endif %}<i title=\"{{ y }}\">{% break %}{% endfor %}{{ x }}",
            "{% if x %}<a href=\"{{ x }}\">{% endif %}a{% if x %}</a>{% endif %}",
            "<p title=\"{% case x %}{% when 1 %}a{% when 2 %}b{% else %}{{ x }}{% endcase %}\">",
            "<!--[if mso]>{% if x %}<td width=\"{{ x }}\">{% endif %}<![endif]-->",
            "<a href=\"{% if x %}{{ x }}{% else %}https://x.org{% endif %}\">{{ x }}</a>",
            "<a href=\"{% if x %}{{ x }}{% else %}https://x.org/{% endif %}?a={{ x }}\">",
            "<p style=\"{% if x %}color:{{ x }};{% endif %}margin:0\">",
            "<noscript><p>{{ x }}</p></noscript>",
            "<style>a > b { }</style><p>{{ x }}", "<script>if (a < b) { '</p>' }</script >{{ x }}", "a <",
            "a < b > {{ x }}",
            "<svg><path d=\"\"/><title/></svg>{{ x }}", "<![if !mso]>{{ x }}<![endif]>",
            "<!doctype html>{{ x }}",
            "<!---->{{ x }}",
            "<!-->{{ x }}", "<!-- a --!>{{ x }}", "</>{{ x }}", "<?xml a?>{{ x }}",
        ])
    func legal(_ template: String) {
        #expect(Liquid.faults(template, columns: ["x"], place: .html).isEmpty)
    }

    @Test("Faults of HTML and of Liquid are told at once, in the order in which they stand")
    func allAtOnce() {
        let template =
            "<a href=\"{{ x }}:b\">{{ y }}</a><p{% if x %} a{% endif %}b><p onclick='{{ x }}'><style>{{ x }}"
        let problems = Liquid.faults(template, columns: ["x"], place: .html).map(\.problem)
        #expect(
            problems == [
                .markup(.mergedScheme), .unknownName("y", nearest: "x"), .markup(.unclearTag),
                .markup(.mergedIntoProgram(attribute: "onclick")), .markup(.merged(into: .element("style"))),
                .markup(.unfinished(.element("style"))),
            ])
    }

    @Test("Nothing of this concerns plain text and headers")
    func otherPlaces() {
        for place in [Program.Place.plainText, .header] {
            #expect(Liquid.faults("<script>{{ x }} <p title=\"", columns: ["x"], place: place).isEmpty)
        }
    }

    private func expect(_ example: Example) {
        #expect(
            Liquid.faults(example.template, columns: ["x"], place: .html) == [
                TemplateFault(
                    file: "a.eml", line: example.line, column: example.column, problem: .markup(example.fault)
                )
            ])
    }
}
