import Cryptography
import Foundation
import Testing

@testable import Sink

@Suite("The server on a socket")
struct ServerTests {
    private static let message = "Message-ID: <1@x.example>\r\nSubject: x\r\n\r\n.dots\r\n"
    private static let envelope = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"
    private static var chunk: String { "BDAT \(message.utf8.count) LAST\r\n\(message)" }

    @Test(
        "A hundred transactions in one write get their replies in order, and the log has the same hundred messages"
    )
    func burst() async throws {
        let workshop = try Workshop()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.storage = .maildir(workshop.maildir)
                $0.logsDigests = true
            })
        let client = try WireClient(server)
        #expect(try client.codes("EHLO x\r\n", 2) == [220, 250])
        let replies = try client.codes(
            String(repeating: "RSET\r\n" + Self.envelope + Self.chunk, count: 100) + "QUIT\r\n", 401)
        #expect(replies == Array(repeating: 250, count: 400) + [221])
        #expect(try client.rest() == "")
        try await server.stop()
        #expect(server.counts.accepted == 100)
        #expect(server.counts.octets == 100 * Self.message.utf8.count)
        let events = try workshop.events("accepted")
        #expect(events.compactMap { $0["n"] as? Int } == Array(1...100))
        let digest = SHA256.digest(of: Array(Self.message.utf8)).map { String(format: "%02x", $0) }.joined()
        for event in events {
            #expect(event["sender"] as? String == "a@b.example")
            #expect(event["recipients"] as? [String] == ["c@d.example"])
            #expect(event["octets"] as? Int == Self.message.utf8.count)
            #expect(event["messageID"] as? String == "<1@x.example>")
            #expect(event["how"] as? String == "BDAT")
            #expect(event["tls"] as? Bool == false)
            #expect(event["sha256"] as? String == digest)
        }
        #expect(try workshop.messages() == Array(repeating: Array(Self.message.utf8), count: 100))
        #expect(try workshop.events("closed").first?["by"] as? String == "quit")
    }

    @Test("A message by DATA is kept without its stuffing, octet for octet, whatever the writes")
    func data() async throws {
        let workshop = try Workshop()
        let server = try await SinkServer.start(workshop.settings { $0.storage = .maildir(workshop.maildir) })
        let client = try WireClient(server)
        #expect(try client.codes("EHLO x\r\n", 2) == [220, 250])
        #expect(try client.codes(Self.envelope + "DATA\r\n", 3) == [250, 250, 354])
        for octet in Array("..\r\nA\u{0}ä\n.\r\r\n...\r\n.\r\n".utf8) { try client.send([octet]) }
        #expect(try client.codes(1) == [250])
        #expect(try workshop.messages() == [Array(".\r\nA\u{0}ä\n.\r\r\n..\r\n".utf8)])
        #expect(try workshop.events("accepted").first?["how"] as? String == "DATA")
        try await server.stop()
    }

    @Test("What is not accepted leaves no file, and what is refused is in the log with its reply")
    func refused() async throws {
        let workshop = try Workshop()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.storage = .maildir(workshop.maildir)
                $0.refusals = [
                    try SinkRefusal(parsing: "no\"@*=550 5.1.1 No", stage: .content),
                    try SinkRefusal(parsing: "c@*=550 5.1.1 No \"c\"", stage: .recipient),
                    try SinkRefusal(parsing: "e@*=554 5.7.1 Spam", stage: .content),
                ]
            })
        let client = try WireClient(server)
        #expect(try client.codes("EHLO x\r\n", 2) == [220, 250])
        let burst = Self.envelope + "RCPT TO:<e@d.example>\r\n" + Self.chunk
        #expect(try client.codes(burst, 4) == [250, 550, 250, 554])
        #expect(
            try client.codes("MAIL FROM:<>\r\nRCPT TO:<f@d.example>\r\nBDAT 10\r\nhalf", 2) == [250, 250])
        try await server.stop(grace: 0)
        #expect(try workshop.messages().isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.maildir + "/tmp").isEmpty)
        let events = try workshop.events("refused")
        #expect(events.compactMap { $0["reply"] as? String } == ["550 5.1.1 No \"c\"", "554 5.7.1 Spam"])
        #expect(events.first?["address"] as? String == "c@d.example")
        #expect(events.last?["messageID"] as? String == "<1@x.example>")
        #expect(server.counts == SinkCounts(connections: 1, accepted: 0, octets: 0, refused: 2, lost: 0))
    }

    @Test("A reply that is never sent leaves an accepted message in the log; the replies before it arrive")
    func lostReply() async throws {
        let workshop = try Workshop()
        let server = try await SinkServer.start(
            workshop.settings { $0.losses = [SinkLoss(.afterContentBeforeReply, .every(2))] })
        let client = try WireClient(server)
        try client.send("EHLO x\r\n")
        #expect(try client.codes(2) == [220, 250])
        #expect(
            try client.codes(String(repeating: Self.envelope + Self.chunk, count: 2), 9) == [
                250, 250, 250, 250, 250,
            ])
        #expect(client.isClosed)
        try await server.stop()
        #expect(try workshop.events("accepted").count == 2)
        #expect(try workshop.events("lost").first?["point"] as? String == "afterContentBeforeReply")
        #expect(server.counts.lost == 1)
    }

    @Test("A connection lost at connect gets no octet")
    func lostAtConnect() async throws {
        let server = try await SinkServer.start(.with { $0.losses = [SinkLoss(.atConnect, .first(1))] })
        #expect(try WireClient(server).rest() == "")
        #expect(try WireClient(server).codes(1) == [220])
        try await server.stop()
    }

    @Test("Every read is answered so much later, and pipelining is not held up by it")
    func delay() async throws {
        let server = try await SinkServer.start(.with { $0.delay = 500 })
        let client = try WireClient(server)
        let start = ContinuousClock.now
        #expect(try client.codes("EHLO x\r\n", 2) == [220, 250])
        #expect(ContinuousClock.now - start >= .milliseconds(500))
        // Written apart, so that they are different reads; answered in order and side by side, not 10 s in a row.
        for _ in 0..<20 { try client.send("RSET\r\n" + Self.envelope + Self.chunk) }
        #expect(try client.codes(80) == Array(repeating: 250, count: 80))
        #expect(ContinuousClock.now - start < .seconds(9))
        try await server.stop()
    }

    @Test("More connections at once than allowed are told 421; a place that gets free is given away again")
    func connectionLimit() async throws {
        let server = try await SinkServer.start(.with { $0.maximumConnections = 1 })
        let first = try WireClient(server)
        #expect(try first.codes(1) == [220])
        let second = try WireClient(server)
        #expect(try second.rest().hasPrefix("421 4.7.0 Too many connections"))
        #expect(try first.codes("QUIT\r\n", 1) == [221])
        _ = try first.rest()
        try await server.stop()
    }

    @Test("The replies before a 421 arrive although the client had written more")
    func softClose() async throws {
        let server = try await SinkServer.start(.with { $0.messageLimit = .init(count: 1) })
        let client = try WireClient(server)
        let transaction = Self.envelope + "BDAT 100000 LAST\r\n" + String(repeating: "x", count: 100_000)
        try client.send("EHLO x\r\n" + String(repeating: transaction, count: 20))
        #expect(try client.codes(9) == [220, 250, 250, 250, 250, 421])
        try await server.stop()
    }

    @Test(
        "Stopping tells idle connections 421, lets a message come to its end, and returns when all are closed"
    )
    func stop() async throws {
        let workshop = try Workshop()
        let server = try await SinkServer.start(workshop.settings())
        let idle = try WireClient(server)
        let busy = try WireClient(server)
        #expect(try idle.codes(1) == [220])
        #expect(try busy.codes("EHLO x\r\n", 2) == [220, 250])
        #expect(try busy.codes(Self.envelope + "DATA\r\n", 3) == [250, 250, 354])
        async let stopped: Void = server.stop(grace: 10000)
        #expect(try idle.rest() == "421 4.3.2 Server is stopping\r\n")
        try busy.send("x\r\n.\r\n")
        #expect(try busy.codes(2) == [250, 421])
        try await stopped
        #expect(server.counts.accepted == 1)
        #expect(try workshop.events("closed").count == 2)
    }

    @Test("An address in use, and a log or Maildir that cannot be written, stop the start with their names")
    func cannotStart() async throws {
        let server = try await SinkServer.start(SinkSettings())
        await #expect {
            try await SinkServer.start(.with { $0.port = server.address.port })
        } throws: {
            guard case .cannotListen(_, server.address.port, _) = $0 as? SinkFault else { return false }
            return true
        }
        await #expect(throws: SinkFault.log(path: "/nowhere/log", code: ENOENT)) {
            try await SinkServer.start(.with { $0.logPath = "/nowhere/log" })
        }
        await #expect(throws: SinkFault.maildir(path: "/nowhere/mail", code: ENOENT)) {
            try await SinkServer.start(.with { $0.storage = .maildir("/nowhere/mail") })
        }
        try await server.stop()
    }

    @Test("A log that cannot be written ends connections without a word, and the server says so at its end")
    func fullLog() async throws {
        let server = try await SinkServer.start(.with { $0.logPath = "/dev/full" })
        #expect(try WireClient(server).rest() == "")
        await #expect(throws: SinkFault.log(path: "/dev/full", code: ENOSPC)) { try await server.stop() }
    }
}
