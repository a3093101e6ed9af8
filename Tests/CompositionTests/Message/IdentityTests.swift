import Testing

@testable import Composition

@Suite("What makes a message the same or another")
struct IdentityTests {
    private let eml =
        "From: News <a@example.org>\nTo: {{ email }}\nSubject: Hi {{ email }}\n\nText {{ email }}\n"

    @Test("The same row gives the same octets, whatever the buffers held before")
    func deterministic() throws {
        let composing = try Composing(eml, html: "<p>{{ email }}</p>", columns: ["email"])
        var scratch = composing.composer.makeScratch()
        var message = Message()
        for email in ["first@example.org", "\"quoted \"@example.org", "b@c"] {
            try composing.composer.compose(
                Composing.row([email]), number: 7, date: Composing.date, scratch: &scratch, into: &message)
            let fresh = try composing.message([email], number: 7)
            #expect(message.octets == fresh.octets)
            #expect(message.messageID == fresh.messageID)
            #expect(message.recipients == fresh.recipients)
        }
    }

    @Test("Message-ID and boundary come from campaign and row number: stable, and different for each")
    func identities() throws {
        let composing = try Composing(eml, html: "<p>", columns: ["email"])
        var seen: Set<[UInt8]> = []
        for number in 1...500 {
            let message = try composing.message(["b@c"], number: number)
            #expect(message.messageID == (try composing.message(["other@c"], number: number)).messageID)
            #expect(seen.insert(message.messageID).inserted)
            #expect(message.messageID.count == 40)
            #expect(message.header("Message-ID").map { Array($0.utf8) } == message.messageID)
        }
    }

    @Test("Another time changes the Date line and nothing else")
    func date() throws {
        let composing = try Composing(eml, columns: ["email"])
        var scratch = composing.composer.makeScratch()
        var first = Message()
        var second = Message()
        try composing.composer.compose(
            Composing.row(["b@c"]), number: 1, date: Composing.date, scratch: &scratch, into: &first)
        try composing.composer.compose(
            Composing.row(["b@c"]), number: 1, date: Composing.date + 86_400, scratch: &scratch, into: &second
        )
        #expect(first.octets != second.octets)
        #expect(
            String(decoding: first.octets[first.dateLine], as: UTF8.self)
                == "Date: Mon, 23 Nov 2026 21:41:09 +0100\r\n")
        first.octets.removeSubrange(first.dateLine)
        second.octets.removeSubrange(second.dateLine)
        #expect(first.octets == second.octets)
    }

    @Test("A body that holds the boundary to come gets another one")
    func boundaryCollision() throws {
        let html = "<p>x</p>"
        let plain = try Composing(eml, html: html, columns: ["email"])
        let first = try boundary(of: plain.message(["b@c"]))
        let hostile = try Composing(
            "From: News <a@example.org>\nTo: b@c\nSubject: x\n\n--\(first)--\n\n--\(first)\n{{ v }}\n",
            html: html,
            columns: ["v"])
        let message = try hostile.message([first])
        let second = try boundary(of: message)
        #expect(first != second)
        #expect(message.text.utf8Components(separatedBy: "\r\n--" + second).count == 4)
        #expect(first.utf8.count == second.utf8.count)
    }

    private func boundary(of message: Message) throws -> String {
        let parts = message.text.utf8Components(separatedBy: "boundary=\"")
        let rest = try #require(parts.count > 1 ? parts[1] : nil)
        return rest.utf8Components(separatedBy: "\"")[0]
    }
}
