import Testing

@testable import Sink

@Suite("MAIL, RCPT and their parameters")
struct EnvelopeTests {
    @Test(
        "A sender that follows the grammar is taken",
        arguments: [
            "<>", "<a@b.example>", "<\"a b\\\"c\"@b.example>", "<a@[192.0.2.1]>", "<a@[IPv6:2001:db8::1]>",
            "<@one.example,@two.example:a@b.example>", "<a.b+c=d@b.example> SIZE=10 BODY=8BITMIME",
            "<a@b.example> RET=HDRS ENVID=QQ+2B1 SMTPUTF8", "<ä@b.example> SMTPUTF8",
            "<a@b.example> body=7bit",
        ])
    func goodSender(_ argument: String) throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.say("MAIL FROM:\(argument)\r\n") == ["250 2.1.0 Sender OK"])
    }

    @Test(
        "A sender that does not is refused, with the code for what is wrong",
        arguments: [
            ("a@b.example", 501), (" <a@b.example>", 501), ("<a@b.example", 501), ("<a@b.example>x", 501),
            ("<a b@b.example>", 501), ("<a@b_c.example>", 501), ("<.a@b.example>", 501),
            ("<a.@b.example>", 501),
            ("<a@-b.example>", 501), ("<a@b.example.>", 501), ("<a>", 501), ("<a@>", 501),
            ("<@b.example>", 501),
            ("<a@b.example>\t", 501), ("<a@b.example> ", 501), ("<a@b.example>  SIZE=1", 501),
            ("<a@b.example> SIZE=", 501), ("<a@b.example> SIZE=x", 501), ("<a@b.example> SIZE=1 SIZE=1", 501),
            ("<a@b.example> BODY=BINARYMIME", 501), ("<a@b.example> RET=ALL", 501),
            ("<a@b.example> ENVID=a+b", 501),
            ("<a@b.example> SMTPUTF8=1", 501), ("<a@b.example> AUTH=<>", 555), ("<a@b.example> BY=1", 555),
            ("<ä@b.example>", 553), ("<a@b.example> SIZE=67108865", 552), ("<\"a\u{7}\"@b.example>", 501),
            ("<\(String(repeating: "a", count: 65))@b.example>", 501),
        ])
    func badSender(_ argument: String, _ code: Int) throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes("MAIL FROM:\(argument)\r\n") == [code])
        #expect(rehearsal.codes("RCPT TO:<a@b.example>\r\n") == [503])
    }

    @Test(
        "Recipients are checked like senders, with parameters of their own",
        arguments: [
            ("<a@b.example>", 250), ("<Postmaster>", 250), ("<postmaster>", 250), ("<>", 501),
            ("<somebody>", 501),
            ("<a@b.example> NOTIFY=NEVER", 250), ("<a@b.example> NOTIFY=SUCCESS,FAILURE,DELAY", 250),
            ("<a@b.example> NOTIFY=NEVER,DELAY", 501), ("<a@b.example> NOTIFY=DELAY,DELAY", 501),
            ("<a@b.example> ORCPT=rfc822;a+40b", 250), ("<a@b.example> ORCPT=a@b", 501),
            ("<a@b.example> ORCPT=rfc822;", 501), ("<a@b.example> SIZE=1", 555), ("<ä@b.example>", 553),
        ])
    func recipient(_ argument: String, _ code: Int) throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes("MAIL FROM:<>\r\nRCPT TO:\(argument)\r\n") == [250, code])
    }

    @Test("BINARYMIME is taken when it is offered, and has to come by BDAT")
    func binary() throws {
        let rehearsal = try Rehearsal(.with { $0.extensions.insert(.binaryMIME) })
        let envelope = "MAIL FROM:<a@b.example> BODY=BINARYMIME\r\nRCPT TO:<c@d.example>\r\n"
        #expect(rehearsal.codes(envelope + "DATA\r\n") == [250, 250, 503])
        #expect(rehearsal.codes("BDAT 3 LAST\r\na\nb") == [250])
        #expect(rehearsal.codes("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n").last == 354)
    }

    @Test("A non-ASCII recipient needs SMTPUTF8 on MAIL, and has to be UTF-8")
    func internationalized() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<ü@bücher.example>\r\n") == [250, 250])
        #expect(Array(rehearsal.envelope.recipient(0)) == Array("ü@bücher.example".utf8))
        let damaged = Array("RCPT TO:<".utf8) + [0xFC] + Array("@b.example>\r\n".utf8)
        #expect(rehearsal.say(damaged).first?.prefix(3) == "553")
    }

    @Test("What is switched off is not advertised, and its parameters are not taken")
    func switchedOff() throws {
        let settings = SinkSettings.with { $0.extensions = [] }
        let rehearsal = try Rehearsal(settings, greeting: nil)
        #expect(
            rehearsal.say("EHLO x\r\n") == ["220 sink.example ESMTP rehearsal server", "250 sink.example"])
        for parameter in ["SIZE=1", "BODY=7BIT", "SMTPUTF8", "RET=FULL", "ENVID=x", "REQUIRETLS"] {
            #expect(rehearsal.codes("MAIL FROM:<a@b.example> \(parameter)\r\n") == [555])
        }
        #expect(rehearsal.say("MAIL FROM:<a@b.example>\r\n") == ["250 Sender OK"])
        #expect(rehearsal.codes("RCPT TO:<a@b.example> NOTIFY=NEVER\r\n") == [555])
        #expect(rehearsal.codes("RCPT TO:<a@b.example>\r\n") == [250])
        #expect(rehearsal.say("BDAT 3 LAST\r\n") == ["502 Command not implemented"])
    }

    @Test("Everything is advertised that is switched on, and STARTTLS and AUTH when they can be used")
    func advertised() throws {
        let settings = SinkSettings.with {
            $0.authentication = SinkAuthentication(user: [], password: [], isAllowedInClear: true)
            $0.maximumSize = 1000
        }
        let rehearsal = try Rehearsal(settings, greeting: nil)
        let lines = rehearsal.say("EHLO x\r\n")
        #expect(
            lines.suffix(9) == [
                "250-sink.example", "250-PIPELINING", "250-SIZE 1000", "250-AUTH PLAIN LOGIN",
                "250-ENHANCEDSTATUSCODES", "250-8BITMIME", "250-DSN", "250-SMTPUTF8", "250 CHUNKING",
            ])
    }

    @Test("Commands out of order are told what is missing")
    func order() throws {
        let rehearsal = try Rehearsal(greeting: nil)
        #expect(rehearsal.codes("MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n").suffix(3) == [503, 503, 503])
        #expect(
            rehearsal.codes("HELO\r\nHELO x\r\nRCPT TO:<a@b>\r\nDATA\r\nMAIL FROM:<>\r\n") == [
                501, 250, 503, 503, 250,
            ])
        #expect(rehearsal.codes("MAIL FROM:<>\r\nDATA\r\nRSET\r\nMAIL FROM:<>\r\n") == [503, 554, 250, 250])
        #expect(
            rehearsal.codes("NOOP x\r\nVRFY a\r\nEXPN a\r\nHELP\r\nWHAT\r\nNO\r\nRSET x\r\n") == [
                250, 252, 502, 214, 500, 500, 501,
            ])
        #expect(rehearsal.codes("STARTTLS\r\nAUTH PLAIN\r\nQUIT\r\nNOOP\r\n") == [502, 502, 221])
        #expect(rehearsal.ending == .quit)
    }

    @Test(
        "A line that does not end in CR LF, holds a control character or is too long is refused, and the next is read"
    )
    func lines() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes("NOOP\nNOOP\r\n") == [500, 250])
        #expect(rehearsal.codes("NOOP a\rb\r\nNOOP \0\r\n\r\n") == [501, 501, 500])
        for cut in [1, 7, 4096, .max] {
            let long = "NOOP " + String(repeating: "x", count: 20000)
            #expect(rehearsal.codes(long + "\r\nNOOP\r\n", cut: cut) == [500, 250])
        }
    }

    @Test("Refusals by pattern come with their reply; the rest of the transaction goes on")
    func refusals() throws {
        let settings = try SinkSettings.with {
            $0.refusals = [
                try SinkRefusal(parsing: "*@refused.example=550 5.1.1 No such user", stage: .recipient),
                try SinkRefusal(parsing: "b+c=d@*=451 Later", stage: .recipient),
                try SinkRefusal(parsing: "spam@*=554 5.7.1 Not you", stage: .sender),
                try SinkRefusal(parsing: "grey*=451 4.7.1 Try again", stage: .greylist),
            ]
        }
        let rehearsal = try Rehearsal(settings)
        #expect(rehearsal.say("MAIL FROM:<SPAM@x.example>\r\n") == ["554 5.7.1 Not you"])
        let replies = rehearsal.say(
            "MAIL FROM:<a@x>\r\nRCPT TO:<X@Refused.Example>\r\nRCPT TO:<b+c=d@x>\r\nRCPT TO:<grey@x>\r\nRCPT TO:<GREY@x>\r\n"
        )
        #expect(
            replies == [
                "250 2.1.0 Sender OK", "550 5.1.1 No such user", "451 Later", "451 4.7.1 Try again",
                "250 2.1.5 Recipient OK",
            ])
        #expect(rehearsal.envelope.recipientCount == 1)
    }

    @Test("More recipients than allowed get 452; the message goes to those before")
    func tooManyRecipients() throws {
        let rehearsal = try Rehearsal(.with { $0.maximumRecipients = 2 })
        let burst =
            "MAIL FROM:<>\r\n" + String(repeating: "RCPT TO:<a@b>\r\n", count: 3) + "BDAT 2 LAST\r\n\r\n"
        #expect(rehearsal.codes(burst) == [250, 250, 250, 452, 250])
    }
}
