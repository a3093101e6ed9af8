import Testing

@testable import CampaignRun

@Suite("The gallery reads messages as their readers do")
struct MessageViewTests {
    private static let message = """
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_an?=
         =?utf-8?B?IFpvw6s=?= <b>
        To: =?utf-8?Q?Zo=C3=AB?= <zoe@example.net>
        Content-Type: multipart/mixed; boundary="o"

        --o
        Content-Type: multipart/related; boundary="r"

        --r
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <img src=3D"cid:logo@x"><img src=3D"cid:gone"><img src=3D"https://cdn.exam=
        ple.com/a.png"><p style=3D"background:url(//t.example/x)">
        --r
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-ID: <logo@x>
        Content-Disposition: inline; filename="logo.png"

        iVBORw==
        --r--
        --o
        Content-Type: application/pdf
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment;
         filename*0*=utf-8''Rechnung%20f%C3%BCr;
         filename*1*=%20M%C3%BCller.pdf

        AAAAAAA=
        --o--
        """

    @Test("Encoded words, parameters in pieces, and parts in each other")
    func reading() {
        let view = MessageView(Array(Self.message.utf8))
        #expect(view.header("Subject") == "Grüße an Zoë <b>")
        #expect(view.header("to") == "Zoë <zoe@example.net>")
        #expect(view.files.map(\.name) == ["Rechnung für Müller.pdf"])
        #expect(view.files.map(\.size) == [5])
        #expect(view.text == nil)
        #expect(view.inline.count == 1)
    }

    @Test("Images of the message are put in; what is elsewhere is named and not loaded")
    func frame() throws {
        let view = MessageView(Array(Self.message.utf8))
        let frame = FrameDocument(try #require(view.html), of: view)
        let html = String(decoding: frame.octets, as: UTF8.self)
        #expect(html.hasPrefix("<!DOCTYPE html><meta http-equiv=\"Content-Security-Policy\""))
        #expect(html.contains("<img src=\"data:image/png;base64,iVBORw==\">"))
        #expect(!html.contains("https://") && !html.contains("//t.example"))
        #expect(frame.blocked == ["cdn.example.com", "t.example"])
        #expect(frame.missing == ["cid:gone"])
    }

    @Test("The doctype of the author stays the first of the frame")
    func doctype() {
        let view = MessageView([])
        let frame = FrameDocument(Array("\n<!doctype HTML PUBLIC \"x\"><p>".utf8), of: view)
        #expect(String(decoding: frame.octets, as: UTF8.self).hasPrefix("<!doctype HTML PUBLIC \"x\"><meta"))
    }

    @Test("The source leaves out the most of what is base64")
    func source() {
        let line = String(repeating: "QUJD", count: 19)
        let long = "A: b\n\n" + String(repeating: line + "\r\n", count: 20) + "end"
        let source = String(decoding: MessageView(Array(long.utf8)).source, as: UTF8.self)
        #expect(source.split(separator: "\n").count { $0 == line } == 4)
        #expect(source.contains("… 16 more lines of base64\nend"))
    }

    @Test("A mark without two digits behind it stays, also with a sign before a digit")
    func malformedDigits() {
        #expect(HeaderText.decode(Array("=?utf-8?Q?1=+5_=5F=4?=".utf8)) == "1=+5 _=4")
        let view = MessageView(
            Array(
                Self.message.replacing("logo@x>", with: "a%+5@x>").replacing(
                    "cid:logo@x", with: "cid:a%25+5@x"
                ).utf8))
        #expect(FrameDocument(view.html ?? [], of: view).missing == ["cid:gone"])
    }

    @Test("Words that cannot be decoded stay as they stand")
    func undecodable() {
        for word in ["=?koi8-r?Q?a?=", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=?utf-8?Q", "=?"] {
            #expect(HeaderText.decode(Array(word.utf8)) == word)
        }
    }
}
