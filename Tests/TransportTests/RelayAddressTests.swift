import Testing

@testable import Transport

@Suite("A relay URL")
struct RelayAddressTests {
    struct Case: Sendable {
        let url: String
        let host: String
        let port: Int
        let protection: RelayAddress.Protection
    }

    @Test(
        "gives host, port and protection",
        arguments: [
            Case(url: "smtp://mail.example.org", host: "mail.example.org", port: 25, protection: .required),
            Case(
                url: "smtp://mail.example.org:2525/", host: "mail.example.org", port: 2525,
                protection: .required),
            Case(
                url: "submission://mail.example.org", host: "mail.example.org", port: 587,
                protection: .required),
            Case(url: "SMTPS://mail.example.org", host: "mail.example.org", port: 465, protection: .implicit),
            Case(url: "smtp://127.0.0.1:2501", host: "127.0.0.1", port: 2501, protection: .none),
            Case(
                url: "smtp://bücher.example", host: "xn--bcher-kva.example", port: 25, protection: .required),
            Case(
                url: "smtps://BÜCHER.example:466", host: "xn--bcher-kva.example", port: 466,
                protection: .implicit),
            Case(url: "smtp://ｌｏｃａｌｈｏｓｔ", host: "localhost", port: 25, protection: .none),
            Case(url: "smtp://localhost", host: "localhost", port: 25, protection: .none),
            Case(url: "smtp://localhost?tls=required", host: "localhost", port: 25, protection: .required),
            Case(url: "smtp://[::1]:26", host: "::1", port: 26, protection: .none),
            Case(url: "smtp://[192.0.2.1]:26", host: "192.0.2.1", port: 26, protection: .required),
            Case(url: "smtp://[0:0:0:0:0:0:0:1]", host: "0:0:0:0:0:0:0:1", port: 25, protection: .none),
            Case(url: "smtp://[::ffff:127.0.0.1]", host: "::ffff:127.0.0.1", port: 25, protection: .none),
            Case(url: "smtp://[2001:db8::1]", host: "2001:db8::1", port: 25, protection: .required),
            Case(url: "smtp://mx_1.intern", host: "mx_1.intern", port: 25, protection: .required),
            Case(url: "submission://localhost", host: "localhost", port: 587, protection: .required),
            Case(
                url: "smtp://mail.example.org?tls=none", host: "mail.example.org", port: 25, protection: .none
            ),
            Case(url: "smtp://127.example.org", host: "127.example.org", port: 25, protection: .required),
            Case(
                url: "smtp://127.0.0.evil.example", host: "127.0.0.evil.example", port: 25,
                protection: .required),
        ])
    func parsed(_ expected: Case) throws {
        let address = try RelayAddress(parsing: expected.url)
        #expect(address.host == expected.host)
        #expect(address.port == expected.port)
        #expect(address.protection == expected.protection)
    }

    @Test(
        "that is malformed says which part",
        arguments: [
            ("mail.example.org", RelayAddressFault.missingScheme("mail.example.org")),
            ("ftp://x", .unknownScheme("ftp")),
            ("smtp://", .malformedHost("smtp://")),
            ("smtp://ada:secret@x", .userInformation),
            ("smtp://x:", .malformedPort("")),
            ("smtp://x:+25", .malformedPort("+25")),
            ("smtp://x:0", .malformedPort("0")),
            ("smtp://x:65536", .malformedPort("65536")),
            ("smtp://x:99999999999999999999", .malformedPort("99999999999999999999")),
            ("smtp://[::1", .malformedHost("smtp://[::1")),
            ("smtp://::1", .malformedHost("smtp://::1")),
            ("smtp://2001:db8::1:25", .malformedHost("smtp://2001:db8::1:25")),
            ("smtp://x:25:26", .malformedHost("smtp://x:25:26")),
            ("smtp://[]", .malformedHost("smtp://[]")),
            ("smtp://[mail.example.org]:25", .malformedHost("smtp://[mail.example.org]:25")),
            ("smtp://[::1]25", .malformedHost("smtp://[::1]25")),
            ("smtp://[::1]x:25", .malformedHost("smtp://[::1]x:25")),
            ("smtp://[::1]:", .malformedPort("")),
            ("smtp://:25", .malformedHost("smtp://:25")),
            ("smtp://a/b", .malformedHost("smtp://a/b")),
            ("smtp://a#b", .malformedHost("smtp://a#b")),
            ("smtp://x?", .unknownQuery("")),
            ("smtp://x?tls=none&tls=none", .unknownQuery("tls=none&tls=none")),
            ("smtp://ada:se?cret@x", .userInformation),
            ("ada:secret@x", .userInformation),
            ("smtp://x?tls=maybe", .unknownQuery("tls=maybe")),
            ("smtps://x?tls=none", .unknownQuery("tls=none")),
            ("smtp://x\r\ny", .notPrintable("smtp://x\r\ny")),
            ("smtp://☃️-.example", .malformedHost("smtp://☃️-.example")),
            ("smtp://a：25", .malformedHost("smtp://a：25")),
            ("smtp://x?tls=nöne", .unknownQuery("tls=nöne")),
        ])
    func malformed(_ url: String, _ fault: RelayAddressFault) {
        #expect(throws: fault) { try RelayAddress(parsing: url) }
    }

    @Test("names a Unix socket by its absolute path, and then nothing leaves the machine")
    func socket() throws {
        for (url, path, isLMTP) in [
            ("lmtp+unix:/run/dovecot/lmtp", "/run/dovecot/lmtp", true),
            ("LMTP+UNIX:///run/dovecot/lmtp?tls=none", "/run/dovecot/lmtp", true),
            ("smtp+unix:/tmp/a@b", "/tmp/a@b", false),
        ] {
            let address = try RelayAddress(parsing: url)
            #expect(address.socketPath == path && address.isLMTP == isLMTP)
            #expect(address.isLoopback && address.protection == .none)
            #expect(address.permitsClearAuthentication == url.hasSuffix("?tls=none"))
        }
        for url in [
            "lmtp+unix:run/lmtp", "lmtp+unix:", "lmtp+unix:/", "lmtp+unix://host/run/lmtp",
            "smtp+unix:/" + String(repeating: "x", count: 103),
        ] {
            #expect(throws: RelayAddressFault.malformedSocketPath(url)) { try RelayAddress(parsing: url) }
        }
        #expect(throws: RelayAddressFault.unknownQuery("tls=required")) {
            try RelayAddress(parsing: "lmtp+unix:/run/lmtp?tls=required")
        }
    }

    @Test("of LMTP is protected as SMTP's is")
    func localDelivery() throws {
        let far = try RelayAddress(parsing: "lmtp://mail.example.org")
        #expect(far.isLMTP && far.port == 24 && far.protection == .required && far.socketPath == nil)
        #expect(try RelayAddress(parsing: "lmtp://127.0.0.1:2424").protection == .none)
        #expect(try !RelayAddress(parsing: "smtp://127.0.0.1").isLMTP)
    }

    @Test("permits a password in clear only to loopback and only when it says so")
    func clearAuthentication() throws {
        #expect(try RelayAddress(parsing: "smtp://127.0.0.1?tls=none").permitsClearAuthentication)
        #expect(try !RelayAddress(parsing: "smtp://127.0.0.1").permitsClearAuthentication)
        #expect(try RelayAddress(parsing: "submission://[::1]/?tls=none").permitsClearAuthentication)
        #expect(try !RelayAddress(parsing: "smtp://mail.example.org?tls=none").permitsClearAuthentication)
        #expect(try !RelayAddress(parsing: "smtp://localhost?tls=opportunistic").permitsClearAuthentication)
    }
}
