import IDNA
import Testing

@testable import Composition

@Suite("Addresses that are not ASCII")
struct InternationalAddressTests {
    private func parsed(_ text: String) throws -> String {
        String(decoding: try EmailAddress(parsing: Array(text.utf8)).octets, as: UTF8.self)
    }

    @Test(
        "Behind a local part in ASCII, a domain goes in its xn-- form, which every relay takes",
        arguments: [
            ("ada@bücher.example", "ada@xn--bcher-kva.example"),
            ("ada@EXÄMPLE.Org", "ada@xn--exmple-cua.org"),
            ("ada@faß.de", "ada@xn--fa-hia.de"), ("ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"),
            ("\"a b\"@bücher.example", "\"a b\"@xn--bcher-kva.example"),
            ("ada@日本。jp", "ada@xn--wgv71a.jp"),
        ])
    func domain(text: String, expected: String) throws {
        #expect(try parsed(text) == expected)
        let address = try EmailAddress(parsing: Array(text.utf8))
        #expect(address.isASCII)
        #expect(try EmailAddress(parsing: address.octets) == address)
    }

    @Test("A domain is one domain however its letters are composed, in ASCII or not, in any case")
    func oneDomain() throws {
        let spellings = [
            "ada@b\u{FC}cher.example", "ada@bu\u{308}cher.example", "ada@B\u{DC}CHER.example",
            "ada@xn--bcher-kva.example", "ada@XN--BCHER-KVA.EXAMPLE",
        ]
        #expect(Set(try spellings.map { try EmailAddress(parsing: Array($0.utf8)).folded }).count == 1)
        let behindUnicode = ["é@b\u{FC}cher.example", "é@bu\u{308}cher.example", "é@xn--bcher-kva.example"]
        for text in behindUnicode {
            #expect(Array(try parsed(text).utf8) == Array("é@b\u{FC}cher.example".utf8))
        }
    }

    @Test("A local part that is not ASCII stays as it is, octet by octet, and needs SMTPUTF8")
    func localPart() throws {
        for text in [
            "ädä@example.org", "пример@example.org", "\"ä b\"@example.org", "a\u{140}b@c", "用户@例え.テスト",
        ] {
            let address = try EmailAddress(parsing: Array(text.utf8))
            #expect(address.octets == Array(text.utf8))
            #expect(!address.isASCII)
            #expect(try EmailAddress(parsing: address.octets) == address)
        }
        #expect(try parsed("\"ä\"@example.org") == "ä@example.org")
    }

    @Test("Two local parts that look the same and differ in octets are two mailboxes")
    func canonicallyEqual() throws {
        let composed = try EmailAddress(parsing: Array("caf\u{E9}@x.org".utf8))
        let decomposed = try EmailAddress(parsing: Array("cafe\u{301}@x.org".utf8))
        #expect(composed != decomposed)
        #expect(composed.folded != decomposed.folded)
        var message = Message()
        message.addRecipient(composed, isTo: false)
        message.addRecipient(decomposed, isTo: false)
        #expect(message.recipients.count == 2)
    }

    static let unfit: [(String, AddressFault)] = [
        ("ada@☃.net", .domain(.disallowedLetter)), ("ada@i❤.ws", .domain(.disallowedLetter)),
        ("ada@xn--zzzzzz99.de", .domain(.malformedALabel)), ("ada@a.xn--abc", .domain(.malformedALabel)),
        ("ada@-ä.de", .misplacedHyphen(at: 5)), ("ada@ä.", .misplacedDot(at: 7)),
        ("ada@ä。。b", .domain(.disallowedLetter)), ("ada@ä_b.de", .unexpected(0x5F, at: 7, in: .domain)),
        ("ada@＿ä.de", .domain(.disallowedLetter)), ("ada@a\u{AD}b.de", .invisible("\u{AD}", at: 6)),
        ("ada@a\u{200B}b.de", .invisible("\u{200B}", at: 6)),
        ("a\u{202E}b@c.de", .invisible("\u{202E}", at: 2)),
        ("a\u{A0}b@c.de", .invisible("\u{A0}", at: 2)), ("ada@\u{301}b.de", .domain(.leadingMark)),
        ("\"a\\ä\"@c.de", .unexpected(0xC3, at: 4, in: .localPart)),
        ("ada@[ä]", .notAnAddressLiteral), ("ada＠example.org", .noAtSign),
    ]

    @Test("What is no internationalised mailbox is refused, never repaired", arguments: unfit)
    func refused(text: String, fault: AddressFault) {
        #expect(throws: fault) { try EmailAddress(parsing: Array(text.utf8)) }
    }

    @Test(
        "A sign that is refused in letters is let through in xn-- form: the registry that took it knows better"
    )
    func registered() throws {
        #expect(try parsed("me@xn--i-7iq.ws") == "me@xn--i-7iq.ws")
        #expect(try parsed("é@xn--i-7iq.ws") == "é@xn--i-7iq.ws")
    }

    @Test("Octets that are not UTF-8 are no address")
    func notUTF8() {
        for octets: [UInt8] in [
            [0xFF, 0x40, 0x78], [0xC0, 0xAF, 0x40, 0x78], [0xED, 0xA0, 0x80, 0x40, 0x78],
        ] {
            #expect(throws: AddressFault.notUTF8(at: 1)) { try EmailAddress(parsing: octets) }
        }
    }

    @Test("Limits hold for the form that is sent, not for the one that was written")
    func limits() throws {
        let label = String(repeating: "ü", count: 60)
        #expect(throws: AddressFault.domain(.tooLong)) {
            try EmailAddress(parsing: Array("a@\(label).de".utf8))
        }
        #expect(throws: Never.self) {
            try EmailAddress(parsing: Array("é@\(String(repeating: "ü", count: 40)).de".utf8))
        }
        #expect(throws: AddressFault.tooLong(.localPart, octets: 66, limit: 64)) {
            try EmailAddress(parsing: Array((String(repeating: "é", count: 33) + "@x.org").utf8))
        }
    }

    private let columns = ["name", "email"]

    @Test(
        "A header with such an address is UTF-8, and only then does the message need 8 bits; names stay encoded"
    )
    func header() throws {
        let composing = try Composing(
            "From: a@example.org\nTo: {{ name }} <{{ email }}>\nSubject: Zoë\n\nx\n", columns: columns)
        let plain = try composing.message(["Zoë", "zoe@bücher.example"])
        #expect(!plain.isInternationalized && !plain.isEightBit)
        #expect(plain.header("To") == "=?utf-8?Q?Zo=C3=AB?= <zoe@xn--bcher-kva.example>")
        let international = try composing.message(["Zoë", "zoë@bücher.example"])
        #expect(international.isInternationalized && international.isEightBit)
        #expect(international.header("To") == "=?utf-8?Q?Zo=C3=AB?= <zoë@bücher.example>")
        #expect(international.header("Subject") == "=?utf-8?Q?Zo=C3=AB?=")
    }

    @Test(
        "An address that is the same for every row needs SMTPUTF8 in each of them; one in Bcc is in no header"
    )
    func fixed() throws {
        let fixed = try Composing("From: ä@ö.de\nTo: b@c\nSubject: x\n\nx\n")
        for number in 1...2 {
            let message = try fixed.message(number: number)
            #expect(message.isInternationalized)
            #expect(
                message.header("Message-ID")?.utf8.suffix(13).elementsEqual("@xn--nda.de>".utf8.suffix(13))
                    != nil)
            #expect(message.messageID.allSatisfy { $0 < 0x80 })
        }
        let blind = try Composing("From: a@b\nTo: b@c\nBcc: ä@example.org\nSubject: x\n\nx\n").message()
        #expect(!blind.isInternationalized)
        #expect(blind.recipients.contains { !$0.isASCII })
    }
}
