import SMTP
import TestSupport
import Testing

@Suite("Octets at random")
struct FuzzTests {
    @Test("No octets from a server make the session trap, loop or speak after its end")
    func octets() throws {
        let start = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(start)")
        let words = [
            "250 ok\r\n", "250-", "354 go\r\n", "421 bye\r\n", "550 5.1.1 no\r\n", "220 x\r\n", "235 in\r\n",
            "334 \r\n",
            "PIPELINING\r\n", "CHUNKING\r\n", "SIZE 99999999999999999999\r\n", "SIZE\r\n", "AUTH=PLAIN\r\n",
            "\r\n",
            "LIMITS MAILMAX=0 RCPTMAX=99999999999999999999 X= =Y\r\n", "250 SIZE -1\r\n", "AUTH\r\n", "\0",
            "\r", "\n",
            "452 4.5.3 x\r\n", "250 \u{e9}\u{202e}\r\n", "STARTTLS\r\n", "559999 \r\n",
            "250-2.999.9999 x\r\n", "220 x\r\n250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n",
            "250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n",
        ].map { Array($0.utf8) }
        for offset in UInt64(0)..<3000 {
            var generator = SplitMix64(seed: start &+ offset)
            try run(&generator, words: words, seed: start &+ offset)
        }
    }

    private func run(_ generator: inout SplitMix64, words: [[UInt8]], seed: UInt64) throws {
        let securities: [SessionConfiguration.Security] = [
            .none, .opportunistic, .startTLSRequired, .implicit,
        ]
        var configuration = SessionConfiguration(
            clientName: [], security: securities.randomElement(using: &generator) ?? .none)
        if generator.chance(40) { configuration.credentials = Credentials(username: [97], password: [98]) }
        configuration.permitsClearAuthentication = generator.chance(50)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = generator.chance(50)
        let isProof = generator.chance(20)
        if isProof { configuration.purpose = .discardProof }
        var session = Session(configuration)
        var actions: [Session.Action] = []
        var id: UInt64 = 0
        session.handle(.connected, appendingTo: &actions)
        if generator.chance(50) { session.receive(words[words.count - 2], appendingTo: &actions) }
        for _ in 0..<60 {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: session.handle(.tlsEstablished, appendingTo: &actions)
            case 1:
                id += 1
                session.handle(.offer(try transaction(id)), appendingTo: &actions)
            case 2:
                session.handle(
                    .contentWritten(UInt64.random(in: 0...(id + 1), using: &generator)), appendingTo: &actions
                )
            case 3 where generator.chance(5): session.handle(.drain, appendingTo: &actions)
            case 4:
                session.receive(
                    (0..<5).map { _ in UInt8.random(in: 0...255, using: &generator) }, appendingTo: &actions)
            default: session.receive(words.randomElement(using: &generator) ?? [], appendingTo: &actions)
            }
            let isEnded = actions.contains { if case .end = $0 { true } else { false } }
            let finished = actions.count { if case .finish = $0 { true } else { false } }
            if !isEnded, finished < id {
                #expect(session.patience != nil, "nothing is awaited and a message is open, seed \(seed)")
            }
        }
        session.handle(.connectionLost, appendingTo: &actions)
        let ends = actions.indices.filter { if case .end = actions[$0] { true } else { false } }
        #expect(ends.count == 1, "seed \(seed)")
        for action in actions[((ends.first ?? 0) + 1)...] {
            guard case .finish(_, .notSent(.notStarted)) = action else {
                Issue.record("\(action) after the end, seed \(seed)")
                return
            }
        }
        let finished = actions.compactMap { if case .finish(let id, _) = $0 { id } else { nil } }
        #expect(finished.sorted() == Array(1...max(id, 1)).prefix(Int(id)).sorted(), "seed \(seed)")
    }
}
