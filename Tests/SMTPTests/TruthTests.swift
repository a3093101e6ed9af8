import SMTP
import TestSupport
import Testing
import TranscriptCorpus

/// The promise about outcomes: what the session says of each message agrees with what the server knows, wherever
/// the connection breaks.
@Suite("What is said of a message is true")
struct TruthTests {
    /// One conversation: what the application wrote, what the kernel has, what the server got, and back.
    private struct Wire {
        var session: Session
        var server: ModelServer
        var generator: SplitMix64
        let messages: UInt64
        var nextID: UInt64 = 1
        /// Octets for the kernel; a mark says that a message's last octet is at that place.
        var application: [UInt8] = []
        var marks: [(end: Int, id: UInt64)] = []
        var kernel: [UInt8] = []
        var replies: [UInt8] = Array(ModelServer.greeting.utf8)
        var verdicts: [UInt64: [Verdict]] = [:]
        var written: Set<UInt64> = []
        var end: SessionEnd?
        var sentAfterEnd = false
        /// Contents begun and not answered, and the most that ever were.
        var unanswered: Set<UInt64> = []
        var widest = 0
        /// Whether to drain at random moments too.
        var drains = false

        mutating func run(breaking percent: Int) throws {
            perform { session, actions in session.handle(.connected, appendingTo: &actions) }
            var turns = 0
            while end == nil {
                turns += 1
                try #require(turns < 100_000, "it does not come to an end")
                try offer()
                if generator.chance(percent) { breakOff() } else { move() }
            }
        }

        private mutating func offer() throws {
            while session.appetite > 0, nextID <= messages {
                let id = nextID
                nextID += 1
                var offered = try transaction(id, size: ModelServer.content(of: id).utf8.count)
                for extra in 0..<Int.random(in: 0..<3, using: &generator) {
                    offered.forwardPaths.append(try Path(validating: Array("x\(extra)@example.net".utf8)))
                }
                verdicts[id] = []
                perform { session, actions in session.handle(.offer(offered), appendingTo: &actions) }
            }
            let isDone = nextID > messages && verdicts.values.allSatisfy { !$0.isEmpty }
            guard isDone || drains && generator.chance(1) else { return }
            perform { session, actions in session.handle(.drain, appendingTo: &actions) }
        }

        private mutating func move() {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: flush(Int.random(in: 1...60, using: &generator))
            case 1:
                let count = min(kernel.count, Int.random(in: 1...60, using: &generator))
                replies += server.receive(kernel.prefix(count))
                kernel.removeFirst(count)
            default:
                let count = min(replies.count, Int.random(in: 1...40, using: &generator))
                let piece = Array(replies.prefix(count))
                replies.removeFirst(count)
                perform { session, actions in session.receive(piece, appendingTo: &actions) }
                if server.isClosing, replies.isEmpty {
                    perform { session, actions in session.handle(.connectionLost, appendingTo: &actions) }
                }
            }
        }

        private mutating func flush(_ limit: Int) {
            let count = min(application.count, limit)
            kernel += application.prefix(count)
            application.removeFirst(count)
            let done = marks.filter { $0.end <= count }
            marks = marks.filter { $0.end > count }.map { ($0.end - count, $0.id) }
            for (_, id) in done {
                written.insert(id)
                perform { session, actions in session.handle(.contentWritten(id), appendingTo: &actions) }
            }
        }

        /// The server may still get some of what the kernel has; some replies may still arrive.
        private mutating func breakOff() {
            let count = Int.random(in: 0...kernel.count, using: &generator)
            replies += server.receive(kernel.prefix(count))
            let piece = Array(replies.prefix(Int.random(in: 0...replies.count, using: &generator)))
            perform { session, actions in session.receive(piece, appendingTo: &actions) }
            perform { session, actions in session.handle(.connectionLost, appendingTo: &actions) }
        }

        private mutating func perform(_ work: (inout Session, inout [Session.Action]) -> Void) {
            var actions: [Session.Action] = []
            work(&session, &actions)
            for action in actions {
                if end != nil, !Rendering.lines(action)[0].hasPrefix("notSent") { sentAfterEnd = true }
                switch action {
                case .send(let octets), .sendSecret(let octets, _): application += octets
                case .sendContent(let id, let framing):
                    unanswered.insert(id)
                    widest = max(widest, unanswered.count)
                    let content = Array(ModelServer.content(of: id).utf8)
                    if framing == .chunk {
                        application += content
                    } else {
                        var stuffer = DotStuffer()
                        stuffer.stuff(content.span, appendingTo: &application)
                        stuffer.finish(appendingTo: &application)
                    }
                    marks.append((application.count, id))
                case .finish(let id, let verdict):
                    unanswered.remove(id)
                    verdicts[id, default: []].append(verdict)
                case .end(let reason): end = reason
                case .startTLS, .saltPassword, .ready: break
                }
            }
        }
    }

    private func check(_ wire: Wire, _ name: Comment) {
        #expect(wire.server.complaints == [], name)
        #expect(!wire.sentAfterEnd, name)
        #expect(Set(wire.server.accepted).count == wire.server.accepted.count, name)
        for (id, verdicts) in wire.verdicts {
            #expect(verdicts.count == 1, "exactly one verdict; \(name)")
            guard let verdict = verdicts.first else { continue }
            let isAccepted = wire.server.accepted.contains(id)
            switch verdict {
            case .accepted, .partlyAccepted: #expect(isAccepted, name)
            case .inDoubt: #expect(wire.written.contains(id), name)
            case .refused, .deferred: #expect(!isAccepted, name)
            case .notSent(.closing): #expect(!isAccepted, name)
            case .notSent:
                #expect(!wire.written.contains(id) && !wire.server.received.contains(id), name)
            case .refusedLocally: Issue.record("never here")
            }
        }
    }

    @Test(
        "Whatever the server offers and refuses, wherever the connection breaks",
        arguments: [
            (false, false), (false, true), (true, false), (true, true),
        ])
    func agreement(pipelining: Bool, chunking: Bool) throws {
        let start = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(start)")
        for offset in UInt64(0)..<400 {
            let seed = start &+ offset
            var generator = SplitMix64(seed: seed)
            let traits = ModelServer.Traits(
                pipelining: pipelining, chunking: chunking, refusing: generator.chance(50) ? 25 : 3,
                closing: generator.chance(50) ? 2 : 0, alwaysGoesAhead: generator.chance(30),
                staysOpen: generator.chance(50), goesOn: generator.chance(50))
            var configuration = SessionConfiguration(clientName: [], security: .none)
            configuration.messagesPerConnection = generator.chance(30) ? 5 : 1000
            if generator.chance(30) { configuration.refusalsInARow = 100 }
            configuration.refusalsInAll = 100
            var wire = Wire(
                session: Session(configuration), server: ModelServer(traits, seed: seed ^ 1),
                generator: generator,
                messages: 12)
            wire.drains = generator.chance(20)
            try wire.run(breaking: generator.chance(50) ? 1 : 0)
            check(wire, "seed \(seed)")
        }
    }

    /// How a random conversation may go in the deep flight.
    private func deepTraits(_ generator: inout SplitMix64, breaking: Int) -> ModelServer.Traits {
        ModelServer.Traits(
            pipelining: true, chunking: true, refusing: [0, 3, 25].randomElement(using: &generator) ?? 0,
            closing: generator.chance(50) ? 2 : 0, staysOpen: generator.chance(50),
            // What was taken behind 421 and not answered before the line broke cannot be known by anybody.
            goesOn: breaking == 0 && generator.chance(50), permitsBlindChunks: true,
            answersEarly: generator.chance(50))
    }

    @Test("Whatever is refused and wherever the connection breaks with many messages out")
    func deepAgreement() throws {
        let start = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(start)")
        for offset in UInt64(0)..<1000 {
            let seed = start &+ offset
            var generator = SplitMix64(seed: seed)
            let breaking = generator.chance(50) ? 1 : 0
            let traits = deepTraits(&generator, breaking: breaking)
            var configuration = SessionConfiguration(clientName: [], security: .none)
            configuration.flight = .deep
            configuration.discardsRefusedChunks = true
            configuration.window = Int.random(in: 1...16, using: &generator)
            configuration.messagesPerConnection = generator.chance(30) ? 9 : 1000
            if generator.chance(60) { configuration.refusalsInARow = 100 }
            configuration.refusalsInAll = 100
            var wire = Wire(
                session: Session(configuration), server: ModelServer(traits, seed: seed ^ 1),
                generator: generator, messages: 40)
            wire.drains = generator.chance(10)
            try wire.run(breaking: breaking)
            check(wire, "seed \(seed)")
            #expect(wire.widest <= max(1, configuration.window), "seed \(seed)")
        }
    }

    @Test("A calm server gets every message in the deep flight too, and has many at the same time")
    func deepCalm() throws {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        let traits = ModelServer.Traits(pipelining: true, chunking: true, refusing: 0, closing: 0)
        var wire = Wire(
            session: Session(configuration), server: ModelServer(traits, seed: 1),
            generator: SplitMix64(seed: 2), messages: 300)
        try wire.run(breaking: 0)
        check(wire, "calm")
        #expect(wire.server.accepted == Array(1...300))
        #expect(wire.end == .drained && wire.widest == 32)
    }

    @Test("A calm server gets every message, in every flight")
    func calm() throws {
        for (pipelining, chunking) in [(false, false), (false, true), (true, false), (true, true)] {
            let traits = ModelServer.Traits(
                pipelining: pipelining, chunking: chunking, refusing: 0, closing: 0)
            var wire = Wire(
                session: Session(SessionConfiguration(clientName: [], security: .none)),
                server: ModelServer(traits, seed: 1), generator: SplitMix64(seed: 2), messages: 50)
            try wire.run(breaking: 0)
            check(wire, "calm")
            #expect(wire.server.accepted == Array(1...50))
            #expect(wire.end == .drained)
        }
    }
}
