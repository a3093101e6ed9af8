import Cryptography
import SMTP
import Testing

@testable import CampaignRun

@Suite("Pages of HTML show text and load nothing")
struct PageTests {
    @Test("Markup in text comes out as text, also before a combining mark")
    func escaping() {
        #expect(
            PageText.escape("<b title='x'>&amp;\"") == "&lt;b title=&#39;x&#39;&gt;&amp;amp;&quot;")
        #expect(PageText.escape("\"\u{301}<\u{301}") == "&quot;\u{301}&lt;\u{301}")
        #expect(PageText.escape([0x3C, 0xFF] as [UInt8]) == "&lt;\u{FFFD}")
    }

    @Test("Escape sequences and marks of direction are made visible; TAB and LF stay")
    func steering() {
        #expect(PageText.escape("\u{1b}[31m\u{202e}\r\n\t\0") == "\\u{1b}[31m\\u{202e}\\u{d}\n\t\\u{0}")
        #expect(PageText.escape("\u{9b}2J\u{7f}") == "\\u{9b}2J\\u{7f}")
    }

    @Test("Text shows the same things everywhere, and joiners, which are letters, stay")
    func invisible() {
        for scalar in ["\u{200B}", "\u{2028}", "\u{2060}", "\u{FEFF}", "\u{061C}"] as [Unicode.Scalar] {
            let shown = "\\u{\(String(scalar.value, radix: 16))}"
            #expect(PageText.escape(String(scalar)) == shown)
            #expect(Printable.escape(String(scalar).utf8).lowercased() == shown)
        }
        for text in ["می\u{200C}خواهم", "\u{1F469}\u{200D}\u{1F680}"] {
            #expect(PageText.escape(text) == text && Printable.escape(text.utf8) == text)
        }
    }

    @Test("A document in an attribute cannot end it")
    func attribute() {
        let held = PageText.attribute(holding: Array("<p title=\"a\">&amp;'</p>".utf8))
        #expect(
            String(decoding: held, as: UTF8.self) == "<p title=&quot;a&quot;>&amp;amp;'</p>")
    }

    @Test("The policy allows nothing by default, and of scripts the one whose digest it names")
    func policy() {
        let page = Page(title: "A & B", script: "let a = 1")
        let digest = String(
            decoding: Base64.encode(SHA256.digest(of: Array("let a = 1".utf8))), as: UTF8.self)
        #expect(page.head.contains("content=\"default-src 'none';"))
        #expect(page.head.contains("script-src 'sha256-\(digest)'"))
        #expect(page.head.contains("<title>A &amp; B</title>"))
        #expect(page.end.hasPrefix("<script>let a = 1</script>"))
        #expect(!Page(title: "").head.contains("script"))
    }
}
