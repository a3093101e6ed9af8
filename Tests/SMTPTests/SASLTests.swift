import Cryptography
import SMTP
import Testing
import TranscriptCorpus

/// AUTH, mechanism by mechanism, with the examples of the documents that define them.
@Suite("Authentication")
struct SASLTests {
    /// What a session under TLS writes, shown as in a transcript but with the messages decoded, and how it ends.
    static func conversation(
        _ offered: String, _ credentials: Credentials, replies: [String],
        nonce: String = "fyko+d2lbbFgONRv9qkxdawL",
        binding: ChannelBinding? = nil, mechanisms: Set<Mechanism> = Set(Mechanism.allCases)
    ) -> (written: [String], end: SessionEnd?, isReady: Bool, session: Session) {
        var configuration = SessionConfiguration(
            clientName: [], security: .implicit, credentials: credentials)
        configuration.nonce = Array(nonce.utf8)
        configuration.mechanisms = mechanisms
        var session = Session(configuration)
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        if let binding {
            session.handle(
                .channelBound(type: binding.type, octets: binding.octets), appendingTo: &actions)
        }
        session.handle(.tlsEstablished, appendingTo: &actions)
        for reply in ["220 mx", "250-mx\r\n250 AUTH \(offered)"] + replies {
            let before = actions.count
            session.receive(Array("\(reply)\r\n".utf8), appendingTo: &actions)
            for case .saltPassword(let salting) in actions[before...] {
                session.handle(.passwordSalted(salting.perform()), appendingTo: &actions)
            }
        }
        var written: [String] = []
        var end: SessionEnd?
        for action in actions {
            switch action {
            case .sendSecret(let octets, masked: _): written.append(decoded(octets))
            case .end(let reason): end = reason
            default: break
            }
        }
        return (written, end, actions.contains { if case .ready = $0 { true } else { false } }, session)
    }

    private static func decoded(_ line: [UInt8]) -> String {
        var words = line.dropLast(2).split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
        if let last = words.last, words.count == 3 || words.count == 1, let text = Base64.decode(last) {
            words[words.count - 1] = text
        }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    private static func challenge(_ text: String) -> String {
        "334 " + String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self)
    }

    static let user = Credentials(username: Array("user".utf8), password: Array("pencil".utf8))
    static let serverFirst = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
    static let token = Credentials(username: Array("someuser@example.com".utf8), token: Array("ya29.x".utf8))

    @Test("SCRAM-SHA-1 is the exchange of RFC 5802 §5, and the server's signature opens the session")
    func scramSHA1() {
        let result = Self.conversation(
            "SCRAM-SHA-1 PLAIN", Self.user,
            replies: [
                Self.challenge(Self.serverFirst), Self.challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), "235 ok",
            ])
        #expect(
            result.written == [
                "AUTH SCRAM-SHA-1 n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "",
            ])
        #expect(result.isReady)
    }

    @Test("SCRAM-SHA-256 is the exchange of RFC 7677 §3")
    func scramSHA256() {
        let result = Self.conversation(
            "SCRAM-SHA-256", Self.user,
            replies: [
                Self.challenge(
                    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
                Self.challenge("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), "235 ok",
            ], nonce: "rOprNGfwEbeRWgbNEkqO")
        #expect(
            result.written.last { $0.hasPrefix("c=") }?.hasSuffix(
                "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=") == true)
        #expect(result.isReady)
    }

    @Test("CRAM-MD5 is the exchange of RFC 2195 §2")
    func cramMD5() {
        let result = Self.conversation(
            "CRAM-MD5", Credentials(username: Array("tim".utf8), password: Array("tanstaaftanstaaf".utf8)),
            replies: [Self.challenge("<1896.697170952@postoffice.reston.mci.net>"), "235 ok"])
        #expect(result.written == ["AUTH CRAM-MD5", "tim b913a602c7eda7a495b4e6e7334d3890"])
        #expect(result.isReady)
    }

    @Test("The strongest mechanism is ours to choose, whatever order the server has")
    func order() {
        let binding = ChannelBinding(type: "tls-exporter", octets: [1, 2, 3])
        let all = "LOGIN PLAIN CRAM-MD5 XOAUTH2 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-256-PLUS EXTERNAL"
        func first(
            _ offered: String, _ binding: ChannelBinding?,
            _ mechanisms: Set<Mechanism> = Set(Mechanism.allCases)
        ) -> String? {
            Self.conversation(offered, Self.user, replies: [], binding: binding, mechanisms: mechanisms)
                .written.first
        }
        let nonce = "fyko+d2lbbFgONRv9qkxdawL"
        #expect(first(all, binding) == "AUTH SCRAM-SHA-256-PLUS p=tls-exporter,,n=user,r=\(nonce)")
        // Offered and not to be had here: `n`, which accuses nobody.
        #expect(first(all, nil) == "AUTH SCRAM-SHA-256 n,,n=user,r=\(nonce)")
        // To be had here and not offered: `y`, so that a server whose offer was taken out notices.
        #expect(first("PLAIN SCRAM-SHA-256", binding) == "AUTH SCRAM-SHA-256 y,,n=user,r=\(nonce)")
        #expect(first("PLAIN SCRAM-SHA-1", nil)?.hasPrefix("AUTH SCRAM-SHA-1 n,,") == true)
        #expect(first("PLAIN CRAM-MD5", nil) == "AUTH CRAM-MD5")
        #expect(first(all, binding, [.plain])?.hasPrefix("AUTH PLAIN") == true)
    }

    @Test("A server that offers only what was ruled out gets no AUTH at all")
    func minimum() {
        let result = Self.conversation(
            "PLAIN LOGIN", Self.user, replies: ["221 bye"], mechanisms: [.scramSHA256, .scramSHA256Plus])
        #expect(result.written == [])
        #expect(result.end == .authenticationUnavailable(offered: ["PLAIN", "LOGIN"]))
    }

    @Test(
        "A challenge that is wrong cancels the exchange, and no proof is given",
        arguments: [
            ("r=other3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", AuthenticationFault.foreignNonce),
            ("r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096", .foreignNonce),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4294967295", .iterationCount(4_294_967_295)),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=10000001", .iterationCount(10_000_001)),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=1", .iterationCount(1)),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=99999999999999999999", .malformedChallenge),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=-1", .malformedChallenge),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=,i=4096", .malformedChallenge),
            ("m=x,r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096", .malformedChallenge),
            ("", .malformedChallenge), ("e=other-error", .malformedChallenge),
        ])
    func badChallenge(_ text: String, _ fault: AuthenticationFault) {
        let result = Self.conversation(
            "SCRAM-SHA-256 PLAIN", Self.user, replies: [Self.challenge(text), "501 cancelled", "221 bye"])
        #expect(result.written.count == 2 && result.written.last == "*")
        #expect(result.end == .authenticationFault(fault))
    }

    @Test("A challenge that is not Base64 cancels the exchange", arguments: ["SCRAM-SHA-256", "CRAM-MD5"])
    func notBase64(_ mechanism: String) {
        let result = Self.conversation(
            mechanism, Self.user, replies: ["334 ?!", "501 cancelled", "221 bye"])
        #expect(result.written.last == "*")
        #expect(result.end == .authenticationFault(.malformedChallenge))
    }

    @Test(
        "A server that cannot prove that it knows the password gets no mail",
        arguments: [
            [SASLTests.challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKX="), "501 cancelled"],
            [SASLTests.challenge("v="), "501 x"], [SASLTests.challenge("v=AAAA"), "334 ", "334 "],
            [SASLTests.challenge("e=invalid-proof"), "535 x"],
            ["235 yes"],
        ])
    func unprovenServer(_ replies: [String]) {
        let result = Self.conversation(
            "SCRAM-SHA-1", Self.user, replies: [Self.challenge(Self.serverFirst)] + replies + ["221 bye"])
        #expect(!result.isReady)
        #expect(result.end == .authenticationFault(.serverNotProven))
    }

    @Test(
        "While the password is salted the server has nothing to say; then, without OpenSSL's help, nothing is sent"
    )
    func salting() throws {
        let text = try TranscriptFiles.text("auth-scram.smtp")
        let start = text.prefix(upTo: try #require(text.firstRange(of: "salted\n")).lowerBound)
        try converse("unsplit\n" + start + "S: 235 ok\nend protocolFault unexpectedReply 235 ok")
        try converse(start + "S~ 2\nend protocolFault unexpectedOctets")
        try converse(start + "drain\nend drained")
        var session = try Self.saltingSession()
        var actions: [Session.Action] = []
        session.handle(.passwordSalted(nil), appendingTo: &actions)
        #expect(actions == [.sendSecret(Array("*\r\n".utf8), masked: "*\r\n")])
        for reply in ["501 x\r\n", "221 x\r\n"] {
            session.receive(Array(reply.utf8), appendingTo: &actions)
        }
        #expect(actions.last == .end(.authenticationFault(.unavailable(mechanism: "SCRAM-SHA-1"))))
    }

    @Test("What the password is salted with and what comes of it show nothing when they are printed")
    func opaque() throws {
        var actions: [Session.Action] = []
        var session = try Self.saltingSession(&actions)
        guard case .saltPassword(let salting) = try #require(actions.last) else { throw Unsalted() }
        let salted = try #require(salting.perform())
        for text in ["\(salting)", "\(salted)", String(reflecting: salting), String(reflecting: salted)] {
            #expect(text == "PasswordSalting(…)" || text == "SaltedPassword(…)")
        }
        var shown = ""
        dump((salting, salted), to: &shown)
        #expect(!shown.contains("112"), "a code of the password's letters: \(shown)")
        session.handle(.passwordSalted(salted), appendingTo: &actions)
        #expect(actions.last?.transcript == "***")
    }

    private struct Unsalted: Error {}

    /// A session that waits for its password to be salted.
    private static func saltingSession(_ actions: inout [Session.Action]) throws -> Session {
        var configuration = SessionConfiguration(clientName: [], security: .none, credentials: user)
        configuration.permitsClearAuthentication = true
        configuration.nonce = Array("fyko+d2lbbFgONRv9qkxdawL".utf8)
        var session = Session(configuration)
        session.handle(.connected, appendingTo: &actions)
        for reply in ["220 mx", "250-mx\r\n250 AUTH SCRAM-SHA-1", challenge(serverFirst)] {
            session.receive(Array("\(reply)\r\n".utf8), appendingTo: &actions)
        }
        return session
    }

    private static func saltingSession() throws -> Session {
        var actions: [Session.Action] = []
        return try saltingSession(&actions)
    }

    @Test("535 in place of the server's signature is a wrong password")
    func wrongPassword() {
        let result = Self.conversation(
            "SCRAM-SHA-1", Self.user, replies: [Self.challenge(Self.serverFirst), "535 5.7.8 no", "221 bye"])
        #expect(result.end == .authenticationRefused(Reply(code: 535, text: "5.7.8 no")))
    }

    @Test("XOAUTH2 is the message of Google's page; a refused token is answered with an empty line")
    func xoauth2() {
        let result = Self.conversation(
            "XOAUTH2 PLAIN", Self.token,
            replies: [Self.challenge(#"{"status":"401"}"#), "535 5.7.8 no", "221 bye"])
        #expect(
            result.written == ["AUTH XOAUTH2 user=someuser@example.com\u{1}auth=Bearer ya29.x\u{1}\u{1}", ""])
        #expect(result.end == .authenticationRefused(Reply(code: 535, text: "5.7.8 no")))
    }

    @Test("OAUTHBEARER goes before XOAUTH2, and a refused token is answered with %x01 (RFC 7628 §3.2.3)")
    func oauthBearer() {
        let result = Self.conversation(
            "XOAUTH2 OAUTHBEARER", Self.token, replies: [Self.challenge("{}"), "535 no", "221 bye"])
        #expect(
            result.written == [
                "AUTH OAUTHBEARER n,a=someuser@example.com,\u{1}auth=Bearer ya29.x\u{1}\u{1}", "\u{1}",
            ])
    }

    @Test("A token that has worked and is refused has run out; another may do")
    func expired() {
        let worked = Credentials(username: [0x61], token: [0x62], hasWorked: true)
        let result = Self.conversation(
            "XOAUTH2", worked, replies: [Self.challenge("{}"), "535 no", "221 bye"])
        #expect(result.end == .tokenExpired(Reply(code: 535, text: "no")))
    }

    @Test("EXTERNAL without a name is `=` (RFC 4954 §4), and needs no password")
    func external() {
        let result = Self.conversation(
            "PLAIN EXTERNAL", Credentials(certificateOf: []), replies: ["235 ok"])
        #expect(result.written == ["AUTH EXTERNAL ="])
        #expect(result.isReady)
    }

    @Test("No mechanism goes in clear, not even one that hides the password")
    func clear() throws {
        try converse(
            "session user=a password=b\nconnected\nS: 220 mx\nC: EHLO client.example.org\nS: 250-mx"
                + "\nS: 250 AUTH SCRAM-SHA-256 CRAM-MD5\nC: QUIT\nS: 221 bye\nend authenticationNeedsTLS")
    }

    @Test("A name with comma and equals sign is escaped, so that it cannot become another attribute")
    func escaped() {
        let credentials = Credentials(username: Array("a,n=b".utf8), password: Array("x".utf8))
        let result = Self.conversation("SCRAM-SHA-256", credentials, replies: [])
        #expect(result.written.first?.hasPrefix("AUTH SCRAM-SHA-256 n,,n=a=2Cn=3Db,r=") == true)
    }
}
