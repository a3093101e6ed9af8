import Bounces
import Testing

/// Mails as servers send them, shortened.
@Suite("What came back is understood where it can be, and said not to be where it cannot")
struct NoticeTests {
    private static func read(_ text: String) -> ReturnedMail {
        ReturnedMail(reading: Array(text.utf8))
    }

    private static func notice(_ text: String) throws -> DeliveryNotice {
        guard case .notice(let notice) = read(text) else { throw NotANotice(found: read(text)) }
        return notice
    }

    private struct NotANotice: Error { let found: ReturnedMail }

    /// Postfix, with a group of fields for each recipient.
    static func standard(action: String = "failed", status: String = "5.1.1", lineEnd: String = "\n")
        -> String
    {
        """
        Return-Path: <>
        Delivered-To: bounces+17=ada=example.com@sender.example
        From: MAILER-DAEMON@mail.example (Mail Delivery System)
        To: bounces+17=ada=example.com@sender.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="B8A2.1/mail.example"

        This is a MIME-encapsulated message.

        --B8A2.1/mail.example
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not
        be delivered.

        --B8A2.1/mail.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example
        Original-Envelope-Id: 0011-17

        Final-Recipient: rfc822; ada@example.com
        Original-Recipient: rfc822;ada@example.com
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: Recipient address rejected:
            User unknown

        --B8A2.1/mail.example
        Content-Type: message/rfc822

        Received: from x by y
        Message-ID: <abcdefghij@sender.example>
        Subject: Spring

        Dear Ada
        --B8A2.1/mail.example--

        """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
    }

    @Test(
        "A delivery status notification gives ENVID, Message-ID, its own recipient and what happened",
        arguments: ["\n", "\r\n"])
    func standard(lineEnd: String) throws {
        let notice = try Self.notice(Self.standard(lineEnd: lineEnd))
        #expect(notice.isStandard)
        #expect(notice.envelopeID == Array("0011-17".utf8))
        #expect(notice.messageIDs == [Array("abcdefghij@sender.example".utf8)])
        #expect(notice.returnPaths == [Array("bounces+17=ada=example.com@sender.example".utf8)])
        let recipient = try #require(notice.decisive)
        #expect(recipient.action == .failed)
        #expect(recipient.status?.text == "5.1.1")
        #expect(recipient.severity == .hard)
        #expect(recipient.addresses.first == Array("ada@example.com".utf8))
        #expect(
            String(decoding: recipient.diagnostic, as: UTF8.self)
                == "550 5.1.1 <ada@example.com>: Recipient address rejected:    User unknown")
    }

    @Test(
        "Only what is about the address is hard",
        arguments: [
            ("5.1.1", true), ("5.1.2", true), ("5.2.1", true), ("5.0.0", true), ("5.2.2", false),
            ("5.7.1", false),
            ("5.3.4", false), ("5.4.4", true), ("4.4.1", false), ("4.1.1", false), ("5.1.8", false),
        ])
    func severity(status: String, isHard: Bool) throws {
        let notice = try Self.notice(
            Self.standard(status: status).replacing("550 5.1.1 <", with: "\(status.first ?? "5")50 <"))
        #expect(notice.decisive?.severity == (isHard ? .hard : .soft))
    }

    @Test(
        "A notice of a delay or a delivery is no failure",
        arguments: ["delayed", "delivered", "relayed", "expanded"])
    func harmless(action: String) throws {
        let notice = try Self.notice(Self.standard(action: action, status: "2.0.0"))
        #expect(notice.decisive?.action.rawValue == action)
        #expect(notice.decisive?.severity == nil)
    }

    @Test("Of several recipients the worst counts")
    func worst() throws {
        let two = Self.standard(action: "delayed", status: "4.4.1").replacing(
            "--B8A2.1/mail.example\nContent-Type: message/rfc822",
            with: "Final-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.1.1\n\n"
                + "--B8A2.1/mail.example\nContent-Type: message/rfc822")
        let notice = try Self.notice(two)
        #expect(notice.recipients.count == 2)
        #expect(notice.decisive?.severity == .hard)
    }

    @Test("A recipient is known by what the sender called it, and by what it became")
    func names() throws {
        let notice = try Self.notice(
            Self.standard().replacing(
                "Final-Recipient: rfc822; ada@example.com",
                with: "Final-Recipient: rfc822; <Countess@example.com>"))
        #expect(
            notice.recipients.map(\.addresses) == [
                ["ada@example.com", "Countess@example.com"].map { Array($0.utf8) }
            ])
    }

    @Test("A vague status is made exact by what the server said")
    func vague() throws {
        let text = Self.standard(status: "5.0.0").replacing("550 5.1.1 <ada", with: "552 5.2.2 <ada")
        #expect(try Self.notice(text).decisive?.status?.text == "5.2.2")
    }

    @Test("Exim's text is understood, with its header and the copy of the message")
    func exim() throws {
        let notice = try Self.notice(
            """
            Return-path: <>
            Envelope-to: bounces@sender.example
            X-Failed-Recipients: ada@example.com
            Auto-Submitted: auto-replied
            From: Mail Delivery System <Mailer-Daemon@mail.example>
            To: bounces@sender.example
            Subject: Mail delivery failed: returning message to sender

            A message that you sent could not be delivered to one or more of its
            recipients. This is a permanent error.

              ada@example.com
                host mx.example [192.0.2.1]
                SMTP error from remote mail server after RCPT TO:<ada@example.com>:
                550 5.1.1 unknown

            ------ This is a copy of the message, including all the headers. ------

            Message-ID: <qwertz@sender.example>
            Subject: 550 ways to leave

            """)
        #expect(!notice.isStandard)
        #expect(notice.decisive?.status?.text == "5.1.1")
        #expect(notice.decisive?.addresses.first == Array("ada@example.com".utf8))
        #expect(notice.messageIDs == [Array("qwertz@sender.example".utf8)])
    }

    @Test("qmail's sentence without a code is understood")
    func qmail() throws {
        let notice = try Self.notice(
            """
            Return-Path: <>
            From: MAILER-DAEMON@old.example
            To: bounces@sender.example
            Subject: failure notice

            Hi. This is the qmail-send program at old.example.

            <ada@old.example>:
            Sorry, no mailbox here by that name. (#5.1.1)

            --- Below this line is a copy of the message.

            Message-ID: <asdf@sender.example>

            """)
        #expect(notice.decisive?.severity == .hard)
        #expect(notice.decisive?.addresses.first == Array("ada@old.example".utf8))
    }

    @Test("A bounce that says nothing is unrecognised, not a failure and not lost")
    func unrecognised() {
        #expect(
            Self.read("Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: ?\n\nSorry about that.\n")
                == .unrecognised)
    }

    @Test("Automatic replies, complaints, receipts and people's mail are no bounces")
    func others() {
        let reply =
            "From: ada@example.com\nAuto-Submitted: auto-replied\nSubject: Away\n\nBack in 550 days.\n"
        #expect(Self.read(reply) == .other(.automaticReply))
        #expect(Self.read("From: ada@example.com\nSubject: Re: Spring\n\n550 thanks!\n") == .other(.mail))
        for (type, kind) in [
            ("feedback-report", ReturnedMail.Other.complaint), ("disposition-notification", .readReceipt),
        ] {
            let mail =
                "From: a@b.example\nContent-Type: multipart/report; report-type=\(type); boundary=x\n\n--x\n\n--x--\n"
            #expect(Self.read(mail) == .other(kind))
        }
    }

    @Test("Whatever is cut off or changed, reading ends and nothing traps")
    func anything() {
        let whole = Array(Self.standard().utf8)
        for length in stride(from: 0, through: whole.count, by: 3) {
            _ = ReturnedMail(reading: Array(whole.prefix(length)))
        }
        var state: UInt64 = 20_251_125
        for _ in 0..<300 {
            var changed = whole
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 20)
            }
            _ = ReturnedMail(reading: changed)
        }
    }
}
