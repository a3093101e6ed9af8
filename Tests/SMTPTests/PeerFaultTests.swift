import Testing

@testable import SMTP

/// One test for each fault that was published of another sender's conversation, named after it.
@Suite("Published faults of other senders: the conversation")
struct PeerFaultTests {
    // MARK: STARTTLS

    @Test(
        "CVE-2011-0411 (Postfix): commands that a man in the middle put behind STARTTLS are never read as replies"
    )
    func postfixStartTLS() throws {
        try converse("unsplit\n\(OpeningTests.startTLS)\nS: 220 go\nS: 250 mx\nend octetsBehindStartTLS")
    }

    @Test(
        "CVE-2026-41319 (MailKit), GHSA-vxj7-4xrp-5vr4 (aiosmtplib): a mechanism offered in clear is not chosen later"
    )
    func mailkitStartTLS() throws {
        // One segment with the reply to STARTTLS and the reply to the EHLO that was not said yet.
        try converse(
            """
            session tls=required user=ada password=pencil
            unsplit
            connected
            S: 220 mx
            C: EHLO client.example.org
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            S: 250-mx
            S: 250 AUTH LOGIN
            end octetsBehindStartTLS
            """)
        // What was offered before TLS is gone behind it: LOGIN is not used.
        try converse(
            """
            session tls=required user=ada password=pencil
            connected
            S: 220 mx
            C: EHLO client.example.org
            S: 250-mx
            S: 250-AUTH LOGIN
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            handshake
            tls
            C: EHLO client.example.org
            S: 250 mx
            C: QUIT
            S: 221 bye
            end authenticationUnavailable(offered: [])
            """)
    }

    @Test("CVE-2021-22947 (curl): several replies in one segment are not kept for after the handshake")
    func curlCachedReplies() throws {
        try converse(
            "unsplit\n\(OpeningTests.startTLS)\nS: 220 go\nS: 250-mx\nS: 250 AUTH PLAIN\nS: 235 welcome\nS: 250 ok"
                + "\nend octetsBehindStartTLS")
    }

    @Test("CVE-2020-14954 (mutt): half a line behind the reply to STARTTLS ends the session, too")
    func muttHalfLine() throws {
        for rest in ["S~ 2", "S~ 250-", "S~ \\n", "S~ \\x00"] {
            try converse("unsplit\n\(OpeningTests.startTLS)\nS: 220 go\n\(rest)\nend octetsBehindStartTLS")
        }
    }

    @Test(
        "CVE-2016-0772 (smtplib), CVE-2021-22946 (curl): TLS that is required and not there ends the session")
    func stripped() throws {
        try converse(
            "session tls=required user=ada password=pencil\nconnected\nS: 220 mx\nC: EHLO client.example.org"
                + "\nS: 250-mx\nS: 250 AUTH PLAIN LOGIN\nC: QUIT\nS: 221 bye\nend startTLSNotOffered")
        for reply in ["454 4.7.0 later", "502 what", "500 what", "250 ok"] {
            try converse(
                "\(OpeningTests.startTLS)\nS: \(reply)\nC: QUIT\nS: 221 bye\nend startTLSRefused \(reply)")
        }
        // A server that greets with PREAUTH or the like offers nothing to go on with.
        try converse(
            "session tls=required\nconnected\nS: 250 ready\nC: QUIT\nS: 221 bye\nend greetingRefused 250 ready"
        )
    }

    // MARK: Commands and their arguments

    /// `^VERB:<[^\r\n\0<>]*>( [A-Z0-9]+(=[!-<>-~]+)?)*\r\n$`, and no other line.
    private func expectOneCommand(_ line: [UInt8], _ comment: Comment) {
        let text = String(decoding: line, as: UTF8.self)
        let shape = /(MAIL FROM|RCPT TO):<[^\x00-\x1f\x7f<>]*>(?: [A-Z0-9]+(?:=[!-<>-~]+)?)*\r\n/
        #expect(text.wholeMatch(of: shape.matchingSemantics(.unicodeScalar)) != nil, comment)
    }

    private static let endings = ["\r\n", "\n", "\r", "\0", "\u{7F}", "\u{1B}", "\t", "\u{85}", "\u{2028}"]

    @Test("GHSA-v3q9-hj7j-63hq (aiosmtplib): no control character gets into a command by an address")
    func aiosmtplib() {
        for ending in Self.endings {
            for text in [
                "ada@example.org\(ending)", "a\(ending)da@example.org", "\"a\(ending)b\"@example.org",
            ] {
                #expect(throws: PathFault.self, "\(Array(text.utf8))") {
                    try Path(validating: Array(text.utf8))
                }
            }
        }
    }

    @Test(
        "CVE-2015-9096, CVE-2015-9097 (Ruby Net::SMTP, mail): an address is no way to a second RCPT or DATA")
    func ruby() {
        for text in [
            "ada@example.org\r\nRCPT TO:<eve@example.net>", "ada@example.org>\r\nDATA\r\n.",
            "ada@example.org\r\nDATA",
            "\"a\r\nRCPT TO:<eve@example.net>\"@example.org",
        ] {
            #expect(throws: PathFault.self) { try Path(validating: Array(text.utf8)) }
        }
    }

    @Test("CVE-2015-8476 (PHPMailer): a line break in any half of an address is refused, not taken out")
    func phpMailer() {
        for text in ["ada\n@example.org", "ada@exam\nple.org", "ada@example.org\n", "\nada@example.org"] {
            #expect(throws: PathFault.self) { try Path(validating: Array(text.utf8)) }
        }
    }

    @Test("CVE-2025-7962 (Jakarta Mail): CR and LF in letters beyond ASCII (U+0A0D, U+560A) are no line end")
    func jakarta() throws {
        // Cut to their low octets, these two are CR and LF.
        let path = try Path(validating: Array("a\u{560D}\u{560A}b@example.org".utf8))
        var writer = CommandWriter()
        let transaction = Transaction(id: 1, reversePath: nil, forwardPaths: [path], size: 1)
        writer.recipient(0, of: transaction, Capabilities(lines: ["SMTPUTF8", "DSN"]))
        #expect(writer.octets.count { $0 == 0x0A || $0 == 0x0D } == 2)
        expectOneCommand(writer.octets, "U+560A")
    }

    @Test("CVE-2025-59937 (go-mail): a quoted local part cannot end the path and begin a parameter")
    func goMail() throws {
        for text in [
            "\"ada> SIZE=1\"@example.org", "\"ada> ORCPT=rfc822;eve@example.net\"@example.org",
            "\"ada\\> NOTIFY=NEVER\"@example.org", "\"<eve@example.net>\"@example.org",
        ] {
            #expect(throws: PathFault.self) { try Path(validating: Array(text.utf8)) }
        }
        // With a space and no bracket it is one path, and stays inside its quotes.
        let path = try Path(validating: Array("\"ada SIZE=1\"@example.org".utf8))
        var writer = CommandWriter()
        let transaction = Transaction(id: 1, reversePath: path, forwardPaths: [path], size: 1)
        writer.mail(transaction, .none)
        #expect(writer.octets == Array("MAIL FROM:<\"ada SIZE=1\"@example.org>\r\n".utf8))
    }

    @Test(
        "nodemailer GHSA-c7w3-x93f-qmm8: SIZE is a number of ours, and ENVID, ORCPT and NOTIFY end no parameter",
        arguments: [
            "1\r\nRCPT TO:<eve@example.net>", "1 BODY=BINARYMIME", "a=b", "a+b", "\0", "ü", "> SIZE=0",
        ])
    func nodemailerParameters(text: String) throws {
        let path = try Path(validating: Array("\"a b=c+d\"@example.org".utf8))
        let notification = DeliveryNotification(
            occasions: [.failure, .delay], extent: .headers, envelopeID: Array(text.utf8))
        let capabilities = Capabilities(lines: ["SIZE", "DSN", "SMTPUTF8"])
        for size in [0, 1, -1, .max, .min] {
            let transaction = Transaction(
                id: 1, reversePath: path, forwardPaths: [path], size: size, notification: notification)
            var mail = CommandWriter()
            mail.mail(transaction, capabilities)
            expectOneCommand(mail.octets, "\(text.debugDescription), size \(size)")
            #expect(mail.octets.count { $0 == UInt8(ascii: ">") } == (text.utf8.contains(0x3E) ? 2 : 1))
            var recipient = CommandWriter()
            recipient.recipient(0, of: transaction, capabilities)
            expectOneCommand(recipient.octets, "RCPT")
            #expect(
                recipient.octets.split(separator: 0x20).last?.elementsEqual(
                    "ORCPT=rfc822;\"a+20b+3Dc+2Bd\"@example.org\r\n".utf8) == true)
        }
    }

    @Test("nodemailer GHSA-vvjj-xcjg-gr5g: the name in EHLO is a name or an address, and ends no line")
    func nodemailerName() {
        for ending in Self.endings + [" ", "<", ">", "\r\nMAIL FROM:<eve@example.net>"] {
            for text in [
                "client.example.org\(ending)", "\(ending)client.example.org", "[192.0.2.1\(ending)]",
            ] {
                #expect(throws: PathFault.self, "\(Array(text.utf8))") {
                    try ClientName(validating: Array(text.utf8))
                }
            }
        }
    }

    // MARK: Content

    @Test(
        "CVE-2021-38189 (lettre): wherever a body is cut into writes, no line of it becomes the end and a command"
    )
    func lettre() {
        let body = Array("Dear\r\n.\r\nMAIL FROM:<eve@example.net>\r\n.\r\n\r\n..\r\n.".utf8)
        var expected: [UInt8]?
        for first in 0...body.count {
            for second in first...body.count {
                var stuffer = DotStuffer()
                var output: [UInt8] = []
                for piece in [body[..<first], body[first..<second], body[second...]] {
                    stuffer.stuff(Array(piece).span, appendingTo: &output)
                }
                stuffer.finish(appendingTo: &output)
                if expected == nil { expected = output }
                #expect(output == expected, "cut at \(first) and \(second)")
            }
        }
        // The only line that is a dot alone is the last.
        let lines = String(decoding: expected ?? [], as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count { $0 == "." } == 1 && lines.suffix(2) == [".", ""])
    }

    @Test(
        "CVE-2021-38189 (lettre): the stuffer begins each message at the start of a line, whatever the last one ended with"
    )
    func lettreNextMessage() {
        var stuffer = DotStuffer()
        var output: [UInt8] = []
        stuffer.stuff(Array("no line end".utf8).span, appendingTo: &output)
        stuffer.finish(appendingTo: &output)
        output.removeAll()
        stuffer.stuff(Array(".next".utf8).span, appendingTo: &output)
        #expect(output == Array("..next".utf8))
    }
}
