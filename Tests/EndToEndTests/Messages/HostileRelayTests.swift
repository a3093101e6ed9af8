import Foundation
import TestSupport
import Testing

/// What is said of a relay that refuses, or breaks the rules, and what becomes of the rows.
@Suite("A relay that misbehaves is told of in words, and by the exit status")
struct HostileRelayTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let answers: [String: AnsweringRelay.Answer]
        let said: String
        var testDescription: String { said }

        init(_ moment: String, _ answer: AnsweringRelay.Answer, _ said: String) {
            answers = [moment: answer]
            self.said = said
        }
    }

    @Test(
        "One that lets nobody in ends the run with 69 before any message, and with every row pending",
        arguments: [
            Fault(
                "connect", "554 5.7.1 Go away\r\n",
                "does not want to talk to this host: “554 5.7.1 Go away”; who runs it knows why"),
            Fault(
                "connect", "250 Hello\r\n", "greets with “250 Hello” instead of 220; check that host and port"
            ),
            Fault("connect", "421 4.3.2 Busy\r\n", "closes its service: “421 4.3.2 Busy”; wait a while"),
            Fault(
                "connect", "HTTP/1.1 400 Bad Request\r\n",
                "does not speak SMTP: “HTTP/1.1 400 Bad Request” is no reply line; check that host and port"),
            Fault("connect", .hangUp, "the connection was lost"),
            Fault("EHLO", .init("421 4.3.2 Bye\r\n", closes: true), "closes its service: “421 4.3.2 Bye”"),
            Fault("EHLO", "502 5.5.1 What?\r\n", "refused EHLO: “550 5.7.1 No”; check --client-name"),
        ])
    func closedDoor(_ fault: Fault) async throws {
        let relay = try AnsweringRelay(["HELO": "550 5.7.1 No\r\n"].merging(fault.answers) { $1 })
        let files = try CampaignFiles(rows: 2)
        let result = try await files.send(relay.url)
        #expect(result.status == 69, "\(result.everything)")
        #expect(
            result.error.contains("error: \(relay.url): ") && result.error.contains(fault.said),
            "\(result.error)")
        #expect(result.output.contains("pending   2") && result.output.contains("Next: merganser resume "))
        #expect(relay.count("MAIL") == 0)
    }

    @Test(
        "What is no reply ends a conversation with what came, its octets made visible, and with 69",
        arguments: [
            Fault("EHLO", "850 no\r\n", "“850 no” is no reply line"),
            Fault("EHLO", "+250 ok\r\n", "“+250 ok” is no reply line"),
            Fault("EHLO", "２５０ ok\r\n", "“２５０ ok” is no reply line"),
            Fault("EHLO", "2200 ok\r\n", "“2200 ok” is no reply line"),
            Fault("EHLO", "\u{1B}]0;x\u{7}\r\n", #"“\u{1B}]0;x\u{7}” is no reply line"#),
            Fault("EHLO", "250-mx\r\n550 no\r\n", "one reply says both 250 and 550"),
            Fault("EHLO", "250 mx\r250 x\r\n", "a reply has a CR that ends no line"),
            Fault(
                "EHLO", .init(String(repeating: "250-more\r\n", count: 101)),
                "a reply has more than 100 lines"),
            Fault(
                "EHLO", .init("250 " + String(repeating: "x", count: 5000)),
                "a reply line is longer than 2048 octets"),
            Fault(
                "EHLO",
                .init(String(repeating: "250-" + String(repeating: "x", count: 2000) + "\r\n", count: 40)),
                "a reply is longer than 65536 octets"),
            Fault(
                "connect", "220 mx\r\n250 mx\r\n",
                "sent a reply that nothing had asked for: “250 mx”"),
        ])
    func noReply(_ fault: Fault) async throws {
        let relay = try AnsweringRelay(fault.answers)
        let result = try await Merganser.run(["probe", relay.url])
        #expect(result.status == 69, "\(result.everything)")
        #expect(
            result.error.contains("error: \(relay.url): the relay ") && result.error.contains(fault.said),
            "\(result.error)")
    }

    @Test(
        "One that falls silent is left when the time for its answer is over, with 69",
        arguments: [
            Fault(
                "connect", .silence,
                "took the connection and said nothing; if it speaks TLS from the first octet"),
            Fault("EHLO", "250-mx\r\n", "the relay did not answer in time; resume later"),
        ])
    func silent(_ fault: Fault) async throws {
        let relay = try AnsweringRelay(fault.answers)
        // A probe waits half a minute for each answer, a campaign minutes.
        let result = try await Merganser.run(["probe", relay.url])
        #expect(result.status == 69 && result.error.contains(fault.said), "\(result.everything)")
    }

    @Test(
        "Out of step before the end of a message, it has the row given up after three attempts, and nothing is in doubt",
        arguments: [
            Fault("MAIL", "354 Go on\r\n", "the relay answered MAIL with “354 Go on”"),
            Fault("RCPT", "354 Go on\r\n", "the relay answered RCPT with “354 Go on”"),
            Fault("DATA", "250 OK\r\n", "the relay answered DATA with “250 OK”"),
            Fault("RCPT", "What?\r\n", "the relay does not speak SMTP: “What?” is no reply line"),
            Fault(
                "MAIL", "250 OK\r\n250 OK\r\n",
                "the relay sent a reply that nothing had asked for: “250 OK”"),
            Fault("RCPT", .hangUp, "the connection was lost"),
        ])
    func outOfStep(_ fault: Fault) async throws {
        let relay = try AnsweringRelay(fault.answers)
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send(relay.url)
        #expect(result.status == 75, "\(result.everything)")
        #expect(result.error.contains("warning: \(relay.url): \(fault.said)"), "\(result.error)")
        #expect(result.output.contains("deferred  1") && result.output.contains("Next: merganser resume "))
        let reason = try #require(try await files.report().first?["merganser_reply"])
        #expect(
            reason.hasPrefix("given up for this run after three attempts: \(fault.said)"), "\(reason)")
        #expect(relay.count("MAIL") == 3)
    }

    @Test(
        "Unclear after the whole message, it leaves the row in doubt, and it is said how to go on",
        arguments: [
            Fault(".", "354 Go on\r\n", "was out, then the relay answered the message with “354 Go on”"),
            Fault(".", "250-OK\r\n550 No\r\n", "then the relay does not speak SMTP: one reply says both"),
            Fault(".", .hangUp, "was lost after the whole message was out and before the relay answered"),
        ])
    func unclear(_ fault: Fault) async throws {
        let relay = try AnsweringRelay(fault.answers)
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send(relay.url)
        #expect(result.status == 75, "\(result.everything)")
        #expect(
            result.output.contains("in doubt  1")
                && result.output.contains("these may have arrived. merganser resume ")
                && result.output.contains("--retry in-doubt   sends them again with the same Message-ID"),
            "\(result.output)")
        let row = try #require(try await files.report().first)
        #expect(row["merganser_outcome"] == "in-doubt")
        #expect(row["merganser_reply"]?.contains(fault.said) == true, "\(row)")
        // Nothing is sent again unasked.
        #expect(try await files.resume().status == 75)
        #expect(relay.count("MAIL") == 1)
    }

    @Test(
        "A message that some of its recipients get is accepted, and the others are recorded in the relay's words"
    )
    func partly() async throws {
        let relay = try AnsweringRelay([
            "RCPT": .init { $0.contains("<copy@") ? "550 5.1.1 Gone\r\n" : "250 OK\r\n" }
        ])
        let letter = CampaignFiles.letter.replacingOccurrences(
            of: "Subject:", with: "Cc: copy@example.com\nSubject:")
        let files = try CampaignFiles(rows: 2, template: letter)
        let result = try await files.send(relay.url, ["--verbose", "--log", files.folder("log")])
        #expect(result.status == 0 && result.output.contains("accepted  2"), "\(result.everything)")
        let refusal = "the message reached its other recipients, but not recipient 2: 550 5.1.1 Gone"
        #expect(result.error.contains("row1@example.com: accepted: \(refusal)"), "\(result.everything)")
        let log = String(decoding: try files.folder.read("log"), as: UTF8.self)
        #expect(log.contains(refusal), "\(log)")

        let status = try await Merganser.run(["status", files.campaign])
        #expect(status.output.contains("partial   2 of the accepted"), "\(status.everything)")
        #expect(status.output.contains("--csv - --only accepted"), "\(status.everything)")
        let rows = try await files.report()
        #expect(rows.map { $0["merganser_reply"] } == ["OK; \(refusal)", "OK; \(refusal)"], "\(rows)")
        let json = try await Merganser.run(["status", files.campaign, "--json"])
        #expect(json.output.contains("\"partial\":2"), "\(json.everything)")
    }

    @Test(
        "What it says of a message is the row's outcome: for good with 1, for now with 75",
        arguments: [
            (1, Fault("MAIL", "550 5.7.1 Not you\r\n", "refused: 550 5.7.1 Not you")),
            (1, Fault("RCPT", "551 5.1.6 Try <b@x.example>\r\n", "refused: 551 5.1.6 Try <b@x.example>")),
            // Of two codes that contradict each other the first counts.
            (1, Fault("RCPT", "550 2.1.5 No\r\n", "refused: 550 5.0.0 No")),
            (1, Fault("DATA", "554 5.5.1 No\r\n", "refused: 554 5.5.1 No")),
            (1, Fault(".", "552 5.3.4 Too big\r\n", "refused: 552 5.3.4 Too big")),
            (1, Fault(".", .init("554 5.7.1 Spam\r\n", closes: true), "refused: 554 5.7.1 Spam")),
            (
                1,
                Fault(
                    "RCPT", "550 5.1.1 \u{1B}]0;x\u{7} \u{202E}gone\r\n",
                    #"refused: 550 5.1.1 \u{1B}]0;x\u{7} \u{202E}gone"#)
            ),
            (
                1,
                Fault(
                    "EHLO", "250-mx\r\n250 SIZE 100\r\n",
                    "octets and the relay takes at most 100")
            ),
            (75, Fault("RCPT", "452 4.5.3 Too many\r\n", "deferred: 452 4.5.3 Too many")),
            (75, Fault("DATA", "451 4.3.0 Later\r\n", "deferred: 451 4.3.0 Later")),
            (75, Fault(".", .init("421 4.3.2 Bye\r\n", closes: true), "deferred: 421 4.3.2 Bye")),
        ] as [(Int32, Fault)])
    func judged(_ status: Int32, _ fault: Fault) async throws {
        let relay = try AnsweringRelay(fault.answers)
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send(relay.url, ["--verbose", "--max-attempts", "1"])
        #expect(result.status == status, "\(result.everything)")
        #expect(
            result.error.contains("row 1 (line 2) row1@example.com: ") && result.error.contains(fault.said),
            "\(result.error)")
        #expect(result.output.contains(status == 1 ? "refused   1" : "deferred  1"), "\(result.output)")
    }
}
