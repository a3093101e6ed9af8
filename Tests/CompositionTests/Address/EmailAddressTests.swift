import TestSupport
import Testing

@testable import Composition

@Suite("Email addresses")
struct EmailAddressTests {
    @Test(
        "An address that RFC 5321 allows is one address, and its octets stay as they are",
        arguments: [
            "ada@example.org", "Ada.Lovelace+news@Example.ORG", "-option@example.org", "a@b",
            "root@localhost",
            "!#$%&'*+-/=?^_`{|}~@example.org", "ada@xn--bcher-kva.example", "\"a b\"@example.org",
            "\"a@evil.example\"@example.org", "\"a,b\"@example.org", "\"a\\\"b\"@example.org",
            "\"a\\\\b\"@example.org", "\"\"@example.org", "\".\"@example.org", "a@[127.0.0.1]",
            "a@[IPv6:::1]", "a@[IPv6:2001:db8::1]", "a@[IPv6:1:2:3:4:5:6:7:8]", "a@[IPv6:::ffff:192.0.2.1]",
            "a@[IPv6:1:2:3:4:5:6:192.0.2.1]", "a@1.2.3.4",
        ])
    func accepted(text: String) throws {
        let address = try EmailAddress(parsing: Array(text.utf8))
        #expect(String(decoding: address.octets, as: UTF8.self) == text)
        #expect(try EmailAddress(parsing: address.octets) == address)
        #expect(address.isASCII)
    }

    @Test(
        "Quotes and backslashes that are not needed are not written back, so one mailbox has one spelling",
        arguments: [
            ("\"ada\"@example.org", "ada@example.org"), ("\"a\\d\\a\"@example.org", "ada@example.org"),
            ("\"a\\@b\"@example.org", "\"a@b\"@example.org"), ("\"a.b\"@example.org", "a.b@example.org"),
            ("\"a..b\"@example.org", "\"a..b\"@example.org"),
        ])
    func canonical(text: String, expected: String) throws {
        let address = try EmailAddress(parsing: Array(text.utf8))
        #expect(String(decoding: address.octets, as: UTF8.self) == expected)
    }

    static let malformed: [(String, AddressFault)] = [
        ("", .empty), ("ada", .noAtSign), ("@example.org", .missing(.localPart)), ("ada@", .missing(.domain)),
        (" ada@example.org", .unexpected(0x20, at: 1, in: .localPart)),
        ("ada@example.org ", .unexpected(0x20, at: 16, in: .domain)),
        ("ada@example.org,b@c", .unexpected(0x2C, at: 16, in: .domain)),
        ("ada@example.org;b@c", .unexpected(0x3B, at: 16, in: .domain)),
        ("a@b@c", .unexpected(0x40, at: 4, in: .domain)),
        ("<a@b>", .unexpected(0x3C, at: 1, in: .localPart)),
        ("<a@b>,c@d", .unexpected(0x3C, at: 1, in: .localPart)),
        ("a@b> SIZE=1", .unexpected(0x3E, at: 4, in: .domain)),
        ("\"Ada\" <ada@example.org>", .unexpected(0x20, at: 6, in: .localPart)),
        ("Ada <ada@example.org>", .unexpected(0x20, at: 4, in: .localPart)),
        ("ada(comment)@example.org", .unexpected(0x28, at: 4, in: .localPart)),
        ("ada@example.org(comment)", .unexpected(0x28, at: 16, in: .domain)),
        ("@route,@other:ada@example.org", .missing(.localPart)),
        ("\"a@evil x\"b@good", .unexpected(0x62, at: 11, in: .localPart)),
        ("\"a\".b@c", .unexpected(0x2E, at: 4, in: .localPart)),
        ("a.\"b\"@c", .unexpected(0x22, at: 3, in: .localPart)),
        (".a@b", .misplacedDot(at: 1)), ("a.@b", .misplacedDot(at: 2)), ("a..b@c", .misplacedDot(at: 3)),
        ("a@.b", .misplacedDot(at: 3)), ("a@b.", .misplacedDot(at: 4)), ("a@b..c", .misplacedDot(at: 5)),
        ("a@-b", .misplacedHyphen(at: 3)), ("a@b-", .misplacedHyphen(at: 4)),
        ("a@b-.c", .misplacedHyphen(at: 4)),
        ("a@b_c", .unexpected(0x5F, at: 4, in: .domain)),
        ("\"abc@example.org", .unterminatedQuote(at: 1)), ("\"abc\\", .unterminatedQuote(at: 1)),
        ("a@[127.0.0.256]", .notAnAddressLiteral), ("a@[127.0.0.01]", .notAnAddressLiteral),
        ("a@[127.0.0]", .notAnAddressLiteral), ("a@[127.0.0.1]x", .notAnAddressLiteral),
        ("a@[]", .notAnAddressLiteral), ("a@[IPv6:1::2::3]", .notAnAddressLiteral),
        ("a@[IPv6:1:2:3:4:5:6:7]", .notAnAddressLiteral),
        ("a@[IPv6:1:2:3:4:5:6:7:8:9]", .notAnAddressLiteral),
        ("a@[IPv6:1:2:3:4:5:6:7::]", .notAnAddressLiteral), ("a@[IPv6:12345::]", .notAnAddressLiteral),
        ("a@[IPv6::1]", .notAnAddressLiteral), ("a@[IPv6:1:]", .notAnAddressLiteral),
        ("a@[x-tag:whatever]", .notAnAddressLiteral), ("a@[127.0.0.1", .notAnAddressLiteral),
        ("\"a<b\"@example.org", .unexpected(0x3C, at: 3, in: .localPart)),
        ("\"a\\>b\"@example.org", .unexpected(0x3E, at: 4, in: .localPart)),
    ]

    @Test("What is not exactly one mailbox is refused, with the reason and the place", arguments: malformed)
    func refused(text: String, fault: AddressFault) {
        #expect(throws: fault) { try EmailAddress(parsing: Array(text.utf8)) }
    }

    @Test("An encoded word is never decoded in an address: its octets are atom octets, and stay so")
    func encodedWord() throws {
        let text = Array("=?utf-8?q?a=40evil?=@good".utf8)
        #expect(try EmailAddress(parsing: text).octets == text)
    }

    @Test("Every control character is refused wherever it stands, in quotes and behind a backslash too")
    func controls() {
        for octet in Array(UInt8(0)...0x1F) + [0x7F] {
            for frame in ["a|b@c", "\"a|b\"@c", "\"a\\|b\"@c", "a@b|c", "|a@b", "a@b|", "a@[127.0.0.1|]"] {
                let text = frame.utf8.map { $0 == UInt8(ascii: "|") ? octet : $0 }
                let place = (text.firstIndex(of: octet) ?? 0) + 1
                #expect(throws: AddressFault.control(octet, at: place)) { try EmailAddress(parsing: text) }
            }
        }
    }

    @Test(
        "What would be a second command or a parameter is refused",
        arguments: [
            "a@b>\r\nDATA", "\"a\r\nRCPT TO:<x>\"@b", "a@b\0", "a@b\r\n", "a@b\n", "a@b> NOTIFY=NEVER",
            "a@b\r",
            "a@b>\u{0D}\u{0A}RCPT TO:<c@d", "a@b\u{2028}", "a\u{2028}@b", "a\u{85}@b", "a@\u{0301}b",
        ])
    func injection(text: String) {
        #expect(throws: AddressFault.self) { try EmailAddress(parsing: Array(text.utf8)) }
    }

    @Test("The limits of RFC 5321 hold to the octet: 64, 255, 254 and 63 for a label")
    func limits() throws {
        func text(_ local: Int, _ domain: String) -> [UInt8] {
            Array((String(repeating: "a", count: local) + "@" + domain).utf8)
        }
        #expect(throws: Never.self) { try EmailAddress(parsing: text(64, "example.org")) }
        #expect(throws: AddressFault.tooLong(.localPart, octets: 65, limit: 64)) {
            try EmailAddress(parsing: text(65, "example.org"))
        }
        let label = String(repeating: "b", count: 63)
        #expect(throws: Never.self) { try EmailAddress(parsing: text(1, label + ".org")) }
        #expect(throws: AddressFault.labelTooLong(octets: 64)) {
            try EmailAddress(parsing: text(1, label + "b.org"))
        }
        let long = [label, label, label].joined(separator: ".")
        #expect(throws: Never.self) { try EmailAddress(parsing: text(62, long)) }
        #expect(throws: AddressFault.addressTooLong(octets: 255)) {
            try EmailAddress(parsing: text(63, long))
        }
        let tooLong = [label, label, label, label, "b"].joined(separator: ".")
        #expect(throws: AddressFault.tooLong(.domain, octets: 257, limit: 255)) {
            try EmailAddress(parsing: text(1, tooLong))
        }
    }

    @Test("The key for duplicates folds ASCII case and nothing else")
    func folding() throws {
        let first = try EmailAddress(parsing: Array("Ada@Example.ORG".utf8))
        let second = try EmailAddress(parsing: Array("ada@example.org".utf8))
        #expect(first != second)
        #expect(first.folded == second.folded)
        #expect(Array(first.localPart) == Array("Ada".utf8))
        #expect(Array(first.domain) == Array("Example.ORG".utf8))
    }

    @Test("Whatever random octets are accepted, only safe octets come out, and they parse to themselves")
    func randomOctets() throws {
        var random = SplitMix64(seed: 5321)
        let alphabet = Array("ab.@\"\\<>,;:[]() \r\n\0-1é".utf8)
        var accepted = 0
        for _ in 0..<50_000 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            guard let address = try? EmailAddress(parsing: text) else { continue }
            accepted += 1
            #expect(
                address.octets.allSatisfy { 0x20...0x7E ~= $0 || $0 >= 0x80 }, "seed \(random.seed): \(text)")
            #expect(address.isASCII == address.octets.allSatisfy { $0 < 0x80 })
            #expect(try EmailAddress(parsing: address.octets) == address, "seed \(random.seed): \(text)")
        }
        #expect(accepted > 5)
    }
}
