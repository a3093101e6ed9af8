import Testing

@testable import Composition

@Suite("What HTML loads is found and replaced")
struct HTMLResourcesTests {
    private static func replaced(_ html: String) -> (html: String, urls: [String]) {
        var urls: [String] = []
        let result = HTMLResources.replaced(in: Array(html.utf8)) { url, isImage in
            urls.append((isImage ? "" : "!") + String(decoding: url, as: UTF8.self))
            return isImage ? Array("data:x".utf8) : nil
        }
        return (String(decoding: result, as: UTF8.self), urls)
    }

    @Test(
        "Images, sets, backgrounds, style sheets, frames and fonts",
        arguments: [
            ("<img src=\"http://x/?a&amp;b\" alt=a>", "<img src=\"data:x\" alt=a>", ["http://x/?a&b"]),
            ("<IMG SRC=a.png>", "<IMG SRC=data:x>", ["a.png"]),
            ("<img srcset='a.png 1x, b.png 2x'>", "<img srcset='data:x'>", ["a.png"]),
            ("<td background=\" a \">", "<td background=\"data:x\">", ["a"]),
            ("<link href=a.css>", "<link href=data:,>", ["!a.css"]),
            ("<iframe src=a></iframe>", "<iframe src=data:,></iframe>", ["!a"]),
            (
                "<p style=\"background:URL( 'a' ) no-repeat\">",
                "<p style=\"background:url(data:x) no-repeat\">", ["a"]
            ),
            ("<p style=\"background:url(&quot;a&quot;)\">", "<p style=\"background:url(data:x)\">", ["a"]),
            ("<style>@import \"a\";b{c:url(d)}</style>", "<style>b{c:url(data:x)}</style>", ["d"]),
        ])
    func each(_ html: String, _ expected: String, _ urls: [String]) {
        let found = Self.replaced(html)
        #expect(found.html == expected)
        #expect(found.urls == urls)
    }

    @Test("Links, text and what has no URL stay as they were, to the octet")
    func untouched() {
        for html in [
            "<a href=\"http://x/\">src=\"a\"</a>", "<p style=\"color:red\">", "<style>p{color:red}</style>",
            "<img src>",
            "<!-- <img src=a> -->", "a < b", "",
        ] {
            let found = Self.replaced(html)
            #expect(found.html == html)
            #expect(found.urls.isEmpty)
        }
    }

    @Test("A style that never ends is replaced to its end")
    func unfinished() {
        #expect(Self.replaced("<style>a{b:url(c").html == "<style>a{b:url(data:x)")
        #expect(Self.replaced("<style>@import 'c'").html == "<style>")
    }
}
