import SMTP
import Testing

/// TLS and AUTH: nothing is said in clear that must not be, and nobody on the way chooses for us.
@Suite("Opening a conversation")
struct OpeningTests {
    static let startTLSOffered = """
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250 STARTTLS
        C: STARTTLS
        """
    static let startTLS = "session tls=required\n" + startTLSOffered

    @Test(
        "Any octet behind the reply to STARTTLS ends the session (CVE-2011-0411)",
        arguments: [
            "S: 220 go\nS: 250-x\nS: 250 AUTH LOGIN", "S: 220 go\nS~ 2", "S: 220 go\nS: 250 x",
            "S: 220 go\nS~ \\n",
            "S: 220 go\nS: garbage", "S: 220 go\nS~ \\x16\\x03\\x01",
        ])
    func injection(text: String) throws {
        try converse("unsplit\n" + Self.startTLS + "\n" + text + "\nend octetsBehindStartTLS")
    }

    @Test("Octets in clear during the handshake end the session the same way")
    func injectionLater() throws {
        try converse(Self.startTLS + "\nS: 220 go\nhandshake\nS: 250 x\nend octetsBehindStartTLS")
    }

    @Test("STARTTLS required and not offered: nothing is sent")
    func stripped() throws {
        try converse(
            "session tls=required\nconnected\nS: 220 mx\nC: EHLO client.example.org\nS: 250-mx\nS: 250 PIPELINING"
                + "\nC: QUIT\nS: 221 bye\nend startTLSNotOffered")
    }

    @Test(
        "STARTTLS required and refused: nothing is sent",
        arguments: [
            "454 4.7.0 later", "502 what", "354 go", "221 bye", "250 ok", "421 bye",
        ])
    func refused(reply: String) throws {
        try converse(Self.startTLS + "\nS: \(reply)\nC: QUIT\nS: 221 bye\nend startTLSRefused \(reply)")
    }

    @Test("STARTTLS answered with garbage: nothing is sent")
    func garbage() throws {
        try converse(
            Self.startTLS + "\nS: yes please\nend startTLSGarbled notAReply(\(Array("yes please".utf8)))")
    }

    @Test("EHLO refused where TLS or AUTH is needed: no HELO, no clear text")
    func helloRefused() throws {
        for (session, reply, end) in [
            ("session tls=required", "502 what", "helloUnknown"),
            ("session tls=required", "550 not you", "helloRefused"),
            ("session tls=required", "450 later", "helloRefused"),
            ("session user=a password=b clear", "502 what", "helloRefused"),
        ] {
            try converse(
                session
                    + "\nconnected\nS: 220 mx\nC: EHLO client.example.org\nS: \(reply)\nC: QUIT\nS: 221 bye"
                    + "\nend \(end) \(reply)")
        }
    }

    @Test("HELO refused too ends the session")
    func bothRefused() throws {
        try converse(
            "connected\nS: 220 mx\nC: EHLO client.example.org\nS: 502 what\nC: HELO client.example.org\nS: 550 no"
                + "\nC: QUIT\nS: 221 bye\nend helloRefused 550 no")
    }

    @Test(
        "A greeting that is none ends the session",
        arguments: [
            "554 5.7.1 no access", "450 later", "250 hello", "354 go", "500 what",
        ])
    func greeting(reply: String) throws {
        try converse("connected\nS: \(reply)\nC: QUIT\nS: 221 bye\nend greetingRefused \(reply)")
    }

    @Test("EHLO answered with something else than 250 is a fault")
    func helloAnswered() throws {
        try converse(
            "connected\nS: 220 mx\nC: EHLO client.example.org\nS: 220 mx\nend protocolFault unexpectedCode hello 220 mx"
        )
    }

    @Test("Opportunistic TLS goes on in clear when it is not offered or refused")
    func opportunistic() throws {
        let start = "session tls=opportunistic\nconnected\nS: 220 mx\nC: EHLO client.example.org\n"
        try converse(start + "S: 250 mx\nready")
        try converse(start + "S: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 later\nready")
        try converse(
            start
                + "S: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nhandshake\ntls\nC: EHLO client.example.org"
                + "\nS: 250 mx\nready")
    }

    @Test("What EHLO said before TLS is forgotten")
    func forgotten() throws {
        var session = Session(
            SessionConfiguration(clientName: Array("c.example.org".utf8), security: .startTLSRequired))
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        for line in [
            "220 mx\r\n", "250-mx\r\n250-CHUNKING\r\n250-PIPELINING\r\n250 STARTTLS\r\n", "220 go\r\n",
        ] {
            session.receive(Array(line.utf8), appendingTo: &actions)
        }
        session.handle(.tlsEstablished, appendingTo: &actions)
        session.receive(Array("250 mx\r\n".utf8), appendingTo: &actions)
        #expect(actions.last == .ready(.none))
        #expect(session.flight == .lockStep)
    }

    @Test("TLS of every relay is required by MAIL, of a relay that offers it under TLS, and of no other")
    func requireTLS() throws {
        let start = """
            session tls=required onward
            connected
            S: 220 mx
            C: EHLO client.example.org
            S: 250-mx
            S: 250-STARTTLS
            S: 250 REQUIRETLS
            C: STARTTLS
            S: 220 go
            handshake
            tls
            C: EHLO client.example.org

            """
        try converse(
            start + "S: 250-mx\nS: 250 REQUIRETLS\nready\noffer 1\nC: MAIL FROM:<s1@example.org> REQUIRETLS")
        // What was offered before TLS counts for nothing.
        try converse(start + "S: 250-mx\nS: 250 DSN\nC: QUIT\nS: 221 bye\nend requireTLSNotOffered")
        for session in ["tls=none onward", "tls=opportunistic onward", "tls=none onward proof"] {
            try converse(
                "session \(session)\nconnected\nS: 220 mx\nC: EHLO client.example.org\nS: 250-mx"
                    + "\nS: 250 REQUIRETLS\nC: QUIT\nS: 221 bye\nend requireTLSNotOffered")
        }
    }

    @Test("A password never goes in clear, not even when only clear text is offered")
    func neverInClear() throws {
        try converse(
            "session user=a password=b\nconnected\nS: 220 mx\nC: EHLO client.example.org\nS: 250-mx"
                + "\nS: 250 AUTH PLAIN LOGIN\nC: QUIT\nS: 221 bye\nend authenticationNeedsTLS")
        try converse(
            "session tls=opportunistic user=a password=b\nconnected\nS: 220 mx\nC: EHLO client.example.org"
                + "\nS: 250 mx\nC: QUIT\nS: 221 bye\nend authenticationNeedsTLS")
    }

    @Test("A password never goes to a server whose certificate nobody looked at")
    func neverUnverified() throws {
        try converse(
            """
            session tls=opportunistic user=a password=b
            \(Self.startTLSOffered)
            S: 220 go
            handshake
            tls
            C: EHLO client.example.org
            S: 250-mx
            S: 250 AUTH PLAIN
            C: QUIT
            S: 221 bye
            end authenticationNeedsTLS
            """)
    }

    static let implicit = """
        session tls=implicit user=ada password=pencil
        connected
        tls
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx

        """

    @Test("None of the mechanisms offered fits: no AUTH at all")
    func unavailable() throws {
        try converse(
            Self.implicit + "S: 250 AUTH GSSAPI NTLM\nC: QUIT\nS: 221 bye\n"
                + "end authenticationUnavailable(offered: [\"GSSAPI\", \"NTLM\"])")
        try converse(
            Self.implicit + "S: 250 SIZE\nC: QUIT\nS: 221 bye\nend authenticationUnavailable(offered: [])")
    }

    @Test("4xx to AUTH is for now, 5xx for good; neither is tried again here")
    func refusedAuthentication() throws {
        let start = Self.implicit + "S: 250 AUTH LOGIN PLAIN\nC! AUTH PLAIN AGFkYQBwZW5jaWw=\n"
        for code in [454, 421, 432] {
            try converse(
                start + "S: \(code) later\nC: QUIT\nS: 221 bye\nend authenticationDeferred \(code) later")
        }
        for code in [535, 534, 538, 550] {
            try converse(start + "S: \(code) no\nC: QUIT\nS: 221 bye\nend authenticationRefused \(code) no")
        }
        // Not known after all: the next one of ours, strongest first.
        try converse(start + "S: 504 no\nC! AUTH LOGIN")
        try converse(start + "S: 250 ok\nend protocolFault unexpectedCode authentication 250 ok")
    }

    @Test(
        "One challenge too many is cancelled, and ends the session whatever is said then",
        arguments: ["501 5.7.0 cancelled", "235 in", "334 more", "421 bye"])
    func cancelled(_ reply: String) throws {
        try converse(
            Self.implicit
                + """
                S: 250 AUTH PLAIN
                C! AUTH PLAIN AGFkYQBwZW5jaWw=
                S: 334 more
                C! *
                S: \(reply)
                C: QUIT
                S: 221 bye
                end authenticationFault(SMTP.AuthenticationFault.malformedChallenge)
                """)
    }

    @Test("A response that makes the AUTH line too long waits for its challenge")
    func longPassword() throws {
        let password = String(repeating: "p", count: 400)
        var lines: [Session.Action] = []
        var session = Session(
            SessionConfiguration(
                clientName: [], security: .implicit,
                credentials: Credentials(username: Array("ada".utf8), password: Array(password.utf8))))
        session.handle(.tlsEstablished, appendingTo: &lines)
        for reply in ["220 mx\r\n", "250-mx\r\n250 AUTH PLAIN\r\n", "334 \r\n"] {
            session.receive(Array(reply.utf8), appendingTo: &lines)
        }
        let secrets = lines.compactMap { action -> Int? in
            if case .sendSecret(let octets, _) = action { octets.count } else { nil }
        }
        #expect(secrets == [12, 542])
        #expect(lines.first == .send(Array("EHLO [127.0.0.1]\r\n".utf8)))
    }

    @Test("NUL in user or password never reaches PLAIN, which it would separate")
    func nul() throws {
        var session = Session(
            SessionConfiguration(
                clientName: [], security: .implicit,
                credentials: Credentials(username: Array("ada\0root".utf8), password: Array("x".utf8))))
        var actions: [Session.Action] = []
        session.handle(.tlsEstablished, appendingTo: &actions)
        session.receive(Array("220 mx\r\n".utf8), appendingTo: &actions)
        session.receive(Array("250-mx\r\n250 AUTH PLAIN\r\n".utf8), appendingTo: &actions)
        #expect(actions.last == .send(Array("QUIT\r\n".utf8)))
    }

    @Test("No transcript, description or dump shows a secret")
    func masked() throws {
        let password = "correct horse"
        let credentials = Credentials(username: Array("ada".utf8), password: Array(password.utf8))
        var dumped = ""
        dump(credentials, to: &dumped)
        dumped += "\(credentials) \(String(reflecting: credentials))"
        for mechanism in ["PLAIN", "LOGIN"] {
            var actions: [Session.Action] = []
            var session = Session(
                SessionConfiguration(clientName: [], security: .implicit, credentials: credentials))
            session.handle(.tlsEstablished, appendingTo: &actions)
            for reply in [
                "220 mx\r\n", "250-mx\r\n250 AUTH \(mechanism)\r\n", "334 \r\n", "334 \r\n", "334 \r\n",
            ] {
                session.receive(Array(reply.utf8), appendingTo: &actions)
            }
            for action in actions { dumped += action.transcript ?? "" }
        }
        for secret in ["ada", password, "YWRh", "Y29ycmVjdCBob3JzZQ==", "AGFkYQBjb3JyZWN0IGhvcnNl"] {
            #expect(!dumped.contains(secret), "\(secret)")
        }
        #expect(dumped.contains("EHLO [127.0.0.1]") && dumped.contains("AUTH PLAIN ***"))
    }

    @Test("Draining before the session is open closes at once")
    func drainedEarly() throws {
        try converse("drain\nend drained")
        try converse("connected\ndrain\nend drained")
        try converse(Self.startTLS + "\nS: 220 go\nhandshake\ndrain\nend drained")
    }
}
