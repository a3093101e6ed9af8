import SMTP
import Testing

/// Every octet of whole conversations, both directions: the connection is cut there, and what the session says is
/// held against what the server knows.
@Suite("A connection cut at any octet")
struct CutTests {
    enum Place {
        /// The server gets so many octets, and no more.
        case up(Int)
        /// The client gets so many octets, and no more.
        case down(Int)
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let flight: Flight
        let pipelining: Bool
        let chunking: Bool
        let messages: UInt64
        var testDescription: String { name }

        static let all = [
            Kind(name: "lock-step, DATA", flight: .lockStep, pipelining: false, chunking: false, messages: 3),
            Kind(name: "lock-step, BDAT", flight: .lockStep, pipelining: false, chunking: true, messages: 3),
            Kind(name: "grouped", flight: .grouped, pipelining: true, chunking: false, messages: 3),
            Kind(name: "overlapped", flight: .overlapped, pipelining: true, chunking: true, messages: 4),
            Kind(name: "deep", flight: .deep, pipelining: true, chunking: true, messages: 8),
        ]
    }

    /// One connection on which octets go as fast as they can.
    private struct Connection {
        var session: Session
        var server: ModelServer
        let place: Place?
        /// Whether the kernel took no octet that the server did not get.
        let isShort: Bool
        var sizes: [UInt64: Int]
        var waiting: [UInt64]
        var verdicts: [UInt64: [Verdict]] = [:]
        var written: Set<UInt64> = []
        var up = 0
        var down = 0
        var ends = 0
        var isCut = false
        private var actions: [Session.Action] = []
        private var upstream: [UInt8] = []
        private var marks: [(end: Int, id: UInt64)] = []
        private var offset = 0

        init(_ kind: Kind, place: Place?, isShort: Bool, messages: [UInt64]) {
            var configuration = SessionConfiguration(
                clientName: Array("client.example.org".utf8), security: .none)
            configuration.flight = kind.flight
            configuration.discardsRefusedChunks = true
            session = Session(configuration)
            server = ModelServer(
                ModelServer.Traits(
                    pipelining: kind.pipelining, chunking: kind.chunking, refusing: 0, closing: 0,
                    permitsBlindChunks: true), seed: 1)
            self.place = place
            self.isShort = isShort
            waiting = messages
            sizes = Dictionary(
                uniqueKeysWithValues: messages.map { ($0, ModelServer.content(of: $0).utf8.count) })
        }

        mutating func run() throws {
            session.handle(.connected, appendingTo: &actions)
            try perform()
            try deliver(Array(ModelServer.greeting.utf8))
            while ends == 0, !isCut {
                let octets = upstream
                upstream.removeAll()
                offset += octets.count
                var arriving = octets[...]
                if case .up(let limit) = place, up + octets.count >= limit {
                    arriving = octets.prefix(limit - up)
                    isCut = true
                }
                let taken = isShort ? up + arriving.count : offset
                up += arriving.count
                for mark in marks where mark.end <= taken && !written.contains(mark.id) {
                    written.insert(mark.id)
                    session.handle(.contentWritten(mark.id), appendingTo: &actions)
                }
                try perform()
                let replies = server.receive(arriving)
                // What the server said before the cut is on its way and arrives.
                try deliver(replies)
                if octets.isEmpty, replies.isEmpty { break }
            }
            session.handle(.connectionLost, appendingTo: &actions)
            try perform()
        }

        private mutating func deliver(_ replies: [UInt8]) throws {
            var arriving = replies[...]
            if case .down(let limit) = place, down + replies.count >= limit {
                arriving = replies.prefix(limit - down)
                isCut = true
            }
            down += arriving.count
            session.receive(Array(arriving), appendingTo: &actions)
            try perform()
        }

        private mutating func perform() throws {
            repeat {
                let batch = actions
                actions.removeAll()
                for action in batch { perform(action) }
                while session.appetite > 0, let id = waiting.first {
                    waiting.removeFirst()
                    verdicts[id] = []
                    session.handle(
                        .offer(try transaction(id, size: sizes[id] ?? 0)), appendingTo: &actions)
                }
                let isDone = waiting.isEmpty && verdicts.values.allSatisfy { !$0.isEmpty }
                if isDone, actions.isEmpty, ends == 0, !session.isOver {
                    session.handle(.drain, appendingTo: &actions)
                }
            } while !actions.isEmpty
        }

        private mutating func perform(_ action: Session.Action) {
            switch action {
            case .send(let octets), .sendSecret(let octets, _): upstream += octets
            case .sendContent(let id, let framing):
                let content = Array(ModelServer.content(of: id).utf8)
                if framing == .dotted {
                    var stuffer = DotStuffer()
                    stuffer.stuff(content.span, appendingTo: &upstream)
                    stuffer.finish(appendingTo: &upstream)
                } else {
                    upstream += content
                }
                marks.append((offset + upstream.count, id))
            case .finish(let id, let verdict): verdicts[id, default: []].append(verdict)
            case .end: ends += 1
            case .ready, .startTLS, .saltPassword: break
            }
        }
    }

    @Test(
        "Before the last octet a message is pending, behind it in doubt, and accepted once 250 was read",
        arguments: Kind.all)
    func everyOctet(kind: Kind) throws {
        let all = Array(1...kind.messages)
        var whole = Connection(kind, place: nil, isShort: false, messages: all)
        try whole.run()
        #expect(whole.server.accepted == all && whole.verdicts.values.allSatisfy { Self.isAccepted($0) })
        for octet in 0...whole.up {
            try check(kind, .up(octet), isShort: true)
            try check(kind, .up(octet), isShort: false)
        }
        for octet in 0...whole.down { try check(kind, .down(octet), isShort: false) }
        print("cuts, \(kind.name): \(whole.up) octets up, \(whole.down) down")
    }

    private static func isAccepted(_ verdicts: [Verdict]) -> Bool {
        guard verdicts.count == 1, case .accepted = verdicts[0] else { return false }
        return true
    }

    private func check(_ kind: Kind, _ place: Place, isShort: Bool) throws {
        let all = Array(1...kind.messages)
        var first = Connection(kind, place: place, isShort: isShort, messages: all)
        try first.run()
        let cut = "\(place), \(isShort ? "short" : "buffered")"
        #expect(first.ends == 1 && first.server.complaints.isEmpty, "\(cut): \(first.server.complaints)")
        var again: [UInt64] = first.waiting
        var doubtful: Set<UInt64> = []
        for (id, verdicts) in first.verdicts {
            #expect(verdicts.count == 1, "message \(id), \(cut)")
            switch verdicts.first {
            case .accepted: #expect(first.server.accepted.contains(id), "I3, message \(id), \(cut)")
            case .inDoubt:
                #expect(first.written.contains(id), "message \(id), \(cut)")
                doubtful.insert(id)
            case .notSent:
                #expect(
                    !first.written.contains(id) && !first.server.received.contains(id),
                    "I4, message \(id), \(cut)")
                again.append(id)
            default: Issue.record("\(verdicts), message \(id), \(cut)")
            }
        }
        // What is resumed: all that is pending, nothing that is in doubt.
        var second = Connection(kind, place: nil, isShort: false, messages: again.sorted())
        if !again.isEmpty { try second.run() }
        let delivered = first.server.accepted + second.server.accepted
        #expect(Set(delivered).count == delivered.count, "I2, \(cut)")
        #expect(Set(delivered).union(doubtful) == Set(all), "I1, \(cut)")
    }
}
