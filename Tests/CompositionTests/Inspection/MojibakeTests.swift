import Composition
import Testing

@Suite("Text that was read in a wrong encoding")
struct MojibakeTests {
    @Test(
        "UTF-8 read as Windows-1252 or Latin-1 is recognised, with what was meant",
        arguments: [
            ("JÃ¼rgen", "Ã¼", "ü"), ("CafÃ©", "Ã©", "é"), ("Ã–sterreich", "Ã–", "Ö"), ("StraÃŸe", "ÃŸ", "ß"),
            ("itâ€™s", "â€™", "’"), ("10 â‚¬", "â‚¬", "€"), ("Â£5", "Â£", "£"),
            ("a\u{C2}\u{A0}b", "Â\u{A0}", "\u{A0}"),
            ("ÅÃ³dÅº", "Å\u{81}", "Ł"), ("ðŸ¦†", "ðŸ¦†", "🦆"), ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "ÐŸ", "П"),
            ("\u{C3}\u{9F}", "\u{C3}\u{9F}", "ß"),
        ])
    func found(_ text: String, _ found: String, _ meant: String) {
        // What an editor may have made of U+0081 is of no matter here.
        let text = text.replacing("", with: "\u{81}")
        let mojibake = Mojibake.first(in: Array(text.utf8)[...])
        #expect(mojibake.map { Array($0.found.utf8) } == Array(found.utf8), "\(text)")
        #expect(mojibake?.meant.map { Array($0.utf8) } == Array(meant.utf8), "\(text)")
    }

    @Test("U+FFFD stands where something was lost")
    func lost() {
        let mojibake = Mojibake.first(in: Array("J\u{FFFD}rgen".utf8)[...])
        #expect(mojibake?.found == "\u{FFFD}" && mojibake?.meant == nil)
    }

    @Test(
        "What people write is left alone, however it is spelt",
        arguments: [
            "Zoë Müller", "SÃO PAULO", "MANHÃ…", "„JÄ“", "été…”", "Ελληνικά", "Українська", "Ærøskøbing",
            "Çeşme",
            "Ðorđe", "naïve “quotes” — dashes…", "日本語", "נעמה", "Â, â, ã, Ã", "10 × 20 ½", "Łódź", "Ånge",
            "Îles–Île",
            "🦆🛶", "",
        ])
    func text(_ text: String) {
        #expect(Mojibake.first(in: Array(text.utf8)[...]) == nil)
    }

    @Test("Octets that are cut anywhere trap nothing")
    func cut() {
        let octets = Array("Ã¼â€™ðŸ¦†\u{FFFD}Â£".utf8)
        for start in octets.indices {
            for end in start...octets.count { _ = Mojibake.first(in: octets[start..<end]) }
        }
    }
}
