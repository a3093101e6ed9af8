import Cryptography
import Testing

@testable import Composition

@Suite("A DKIM signature")
struct DKIMSignerTests {
    private static let template = """
        From: News <news@example.org>
        To: {{ name }} <{{ email }}>
        Reply-To: office@example.org
        Subject: For {{ name }}
        List-Unsubscribe: <https://example.org/u?{{ name | url_encode }}>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        X-Other: not signed

        Dear {{ name }},

        hello.
        """

    private static func message(_ name: String = "Zoë") throws -> Message {
        try Composing(template, columns: ["name", "email"]).message([name, "a@example.com"])
    }

    private static func tags(_ message: Message) throws -> [DKIMTags] {
        try MessageLines(message.assembled).fields.filter { $0.name == Array("dkim-signature".utf8) }.map {
            try DKIMTags(Array($0.octets.dropFirst("DKIM-Signature:".utf8.count)))
        }
    }

    @Test("by an RSA and an Ed25519 key holds in every canonical form", arguments: DKIMCanonicalizations.all)
    func holds(canonicalizations: DKIMCanonicalizations) throws {
        let signer = try TestKeys.signer(canonicalizations)
        let signed = try signer.signed(Self.message())
        #expect(try DKIMVerifier.verify(signed.assembled) { selector, _ in signer.key(selector) } == 2)
        signed.expectCleanLines()
        #expect(
            try Self.tags(signed).map { String(decoding: $0["c"] ?? [], as: UTF8.self) }
                == [canonicalizations.name, canonicalizations.name])
    }

    @Test("covers the list headers, and leaves no room for a second From, To, Subject or Date")
    func fields() throws {
        let tags = try Self.tags(TestKeys.signer().signed(Self.message()))
        let names = String(decoding: tags[0]["h"] ?? [], as: UTF8.self)
        #expect(
            names
                == "From:From:To:To:Subject:Subject:Date:Date:Reply-To:Message-ID:MIME-Version:Content-Type:"
                + "Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post")
        #expect(tags[1]["h"] == tags[0]["h"])
    }

    @Test(
        "breaks when a header that a reader sees is added, changed or taken away",
        arguments: [
            ("\r\nSubject: For", "\r\nSubject: To"), ("\r\nSubject:", "\r\nSubject: another\r\nSubject:"),
            ("\r\nTo:", "\r\nTo: x@example.com\r\nTo:"), ("\r\nDate:", "\r\nDate: now\r\nDate:"),
            ("\r\nFrom:", "\r\nFrom: x@example.com\r\nFrom:"),
            ("\r\nList-Unsubscribe:", "\r\nX-List-Unsubscribe:"), ("One-Click", "No-Click"),
            ("text/plain", "text/html"),
        ])
    func tampered(part: String, other: String) throws {
        let signer = try TestKeys.signer()
        let text = try signer.signed(Self.message()).text
        try #require(text.contains(part))
        let changed = Array(text.replacing(part, with: other, maxReplacements: 1).utf8)
        #expect(throws: DKIMVerificationFault.signatureDiffers) {
            try DKIMVerifier.verify(changed) { selector, _ in signer.key(selector) }
        }
    }

    @Test("breaks when the body is changed, and not when white space is, if relaxed")
    func body() throws {
        let signer = try TestKeys.signer()
        let text = try signer.signed(Self.message("Ann")).text
        func verify(_ text: String) throws {
            try DKIMVerifier.verify(Array(text.utf8)) { selector, _ in signer.key(selector) }
        }
        #expect(throws: DKIMVerificationFault.bodyHashDiffers) {
            try verify(text.replacing("hello", with: "hallo"))
        }
        try verify(text.replacing("hello.", with: "hello. \t") + "\r\n\r\n")
    }

    @Test("says when it was made and when it ends, from the message's own date")
    func times() throws {
        let tags = try Self.tags(TestKeys.signer(lifetime: 14 * 86_400).signed(Self.message()))
        #expect(tags[0]["t"] == Array("\(Composing.date)".utf8))
        #expect(tags[0]["x"] == Array("\(Composing.date + 1_209_600)".utf8))
        #expect(try Self.tags(TestKeys.signer().signed(Self.message()))[0]["x"] == nil)
    }

    @Test("is the same each time, and replaces the one before")
    func deterministic() throws {
        let signer = try TestKeys.signer()
        let once = try signer.signed(Self.message())
        #expect(try signer.signed(once).assembled == once.assembled)
        #expect(try signer.signed(Self.message()).assembled == once.assembled)
    }

    @Test("hashes static attachments with everything around them")
    func attachments() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.bin", (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let composing = try Composing(
            "From: a@example.org\nTo: b@example.com\nSubject: x\nAttach: a.bin\nAttach: a.bin\n\nhello\n",
            root: folder.path)
        for canonicalizations in DKIMCanonicalizations.all {
            let signer = try TestKeys.signer(canonicalizations)
            let signed = try signer.signed(composing.message())
            try #require(signed.shared.count == 2)
            #expect(try DKIMVerifier.verify(signed.assembled) { selector, _ in signer.key(selector) } == 2)
        }
    }

    @Test("is in the name of From's domain, or of one above or below it")
    func alignment() throws {
        for domain in [nil, "example.org", "mail.example.org", "EXAMPLE.ORG"] {
            let signer = try TestKeys.signer(domain: domain)
            try signer.check(Self.message())
            let tags = try Self.tags(signer.signed(Self.message()))
            #expect(tags[0]["d"] == Array((domain ?? "example.org").lowercased().utf8))
        }
        for domain in ["example.com", "xexample.org", "a.other.org", "example.org.com"] {
            #expect(throws: SigningFault.unaligned(author: "news@example.org", domain: domain)) {
                try TestKeys.signer(domain: domain).check(Self.message())
            }
        }
        let literal = try Composing("From: a@[192.0.2.1]\nTo: b@example.com\nSubject: x\n\nx\n").message()
        #expect(throws: SigningFault.authorHasNoDomain("a@[192.0.2.1]")) {
            try TestKeys.signer().check(literal)
        }
    }

    @Test(
        "takes no name that could bring anything into a header",
        arguments: [
            ("a;b", nil), ("", nil), ("a\r\nBcc: x", nil), ("a b", nil), ("-a", nil), ("a..b", nil),
            ("ä", nil),
            ("s", "example"), ("s", "exa mple.org"), ("s", "example.org; x=1"), ("s", "example.org\r\n"),
            ("s", ""),
            ("s", "bücher.example"), ("s", String(repeating: "a", count: 64) + ".org"),
        ] as [(String, String?)])
    func names(selector: String, domain: String?) {
        #expect(throws: DKIMNameFault.self) { try DKIMIdentity(selector: selector, domain: domain) }
    }

    @Test("of a message that the composer did not finish is refused")
    func malformed() throws {
        let signer = try TestKeys.signer()
        #expect(throws: SigningFault.malformedMessage) { try signer.signed(Message()) }
        var message = try Self.message()
        message.octets = Array("From: a@example.org\r\nSubject: x".utf8)
        #expect(throws: SigningFault.malformedMessage) { try signer.signed(message) }
    }
}
