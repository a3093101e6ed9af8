import Testing

@testable import Sink

@Suite("Refusals, replies and losses as text")
struct OptionTextTests {
    @Test("A reply has a code from 400 to 599, and an enhanced code of the same class")
    func replies() throws {
        let reply = try SinkReply(parsing: "550 5.1.1 No such user")
        #expect(reply.line(withEnhancedCode: true) == Array("550 5.1.1 No such user".utf8))
        #expect(reply.line(withEnhancedCode: false) == Array("550 No such user".utf8))
        #expect(try SinkReply(parsing: "421").line(withEnhancedCode: true) == Array("421 Refused".utf8))
        for text in ["", "55", "250 OK", "600 x", "550-x", "550 4.1.1 x", "550 a\r\nb", "5500", "x50 y"] {
            #expect(throws: SinkFault.reply(text)) { try SinkReply(parsing: text) }
        }
    }

    @Test("A refusal is a pattern and a reply; the pattern may hold equals signs")
    func refusals() throws {
        let refusal = try SinkRefusal(parsing: "bounce+a=b@x=550 5.1.1 c=d", stage: .recipient)
        #expect(refusal.pattern == Glob(Array("bounce+a=b@x".utf8)))
        #expect(refusal.reply.text == Array("c=d".utf8))
        for text in ["", "x", "=550 x", "x=250 OK", "x=y"] {
            #expect(throws: SinkFault.refusal(text)) { try SinkRefusal(parsing: text, stage: .recipient) }
        }
    }

    @Test(
        "A reset is how often, within how many octets, and a seed; a seed resets the same connections at the same octets"
    )
    func reset() throws {
        #expect(try SinkReset(parsing: "3:200") == SinkReset(every: 3, octets: 200, seed: 1))
        #expect(try SinkReset(parsing: "3:200:9") == SinkReset(every: 3, octets: 200, seed: 9))
        for text in ["", "3", "0:1", "1:0", "x:1", "1:2:3:4", "1:2:"] {
            #expect(throws: SinkFault.reset(text)) { try SinkReset(parsing: text) }
        }
        let places = (1...300).map { SinkReset(every: 3, octets: 200, seed: 9).place(ofConnection: $0) }
        #expect(places.count { $0 != nil } == 100)
        #expect(places == (1...300).map { SinkReset(every: 3, octets: 200, seed: 9).place(ofConnection: $0) })
        #expect(Set(places.compactMap { $0.map { "\($0)" } }).count > 50)
    }

    @Test("A loss is a point, and how often")
    func losses() throws {
        #expect(try SinkLoss(parsing: "afterMAIL") == SinkLoss(.afterMAIL, .every(1)))
        #expect(try SinkLoss(parsing: "midContent:10") == SinkLoss(.midContent, .every(10)))
        #expect(try SinkLoss(parsing: "atConnect:first=2") == SinkLoss(.atConnect, .first(2)))
        for text in [
            "", "x", "afterMAIL:", "afterMAIL:0", "afterMAIL:first=", "afterMAIL:1:2", "afterMAIL:-1",
        ] {
            #expect(throws: SinkFault.loss(text)) { try SinkLoss(parsing: text) }
        }
    }

    @Test(
        "A pattern matches the whole address, without ASCII case",
        arguments: [
            ("*", "", true), ("*@x.example", "a@X.EXAMPLE", true), ("*@x.example", "a@x.example.org", false),
            ("a?c", "abc", true), ("a?c", "ac", false), ("*a*b*", "xxaxxbxx", true), ("*a*b", "ab", true),
            ("*aab", "aaaab", true), ("", "", true), ("", "a", false), ("a**", "a", true), ("A*", "ab", true),
        ])
    func globs(_ pattern: String, _ address: String, _ matches: Bool) {
        #expect(Glob(Array(pattern.utf8)).matches(Array(address.utf8)[...]) == matches)
    }

    @Test("Settings outside their range are refused before anything is opened")
    func ranges() {
        #expect(throws: SinkFault.setting(name: "port", value: 70000)) {
            try Register(.with { $0.port = 70000 })
        }
        #expect(throws: SinkFault.setting(name: "delay", value: -1)) { try Register(.with { $0.delay = -1 }) }
        #expect(throws: SinkFault.setting(name: "maximumSize", value: 0)) {
            try Register(.with { $0.maximumSize = 0 })
        }
    }
}
