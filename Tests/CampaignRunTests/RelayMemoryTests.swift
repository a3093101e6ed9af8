import Glibc
import SMTP
import TestSupport
import Testing
import Transport

@testable import CampaignRun

/// What is remembered of a relay, and where.
@Suite("What is learned of a relay")
struct RelayMemoryTests {
    private static let now: Int64 = 1_800_000_000

    private static func address(_ text: String = "smtp://127.0.0.1:2525") throws -> RelayAddress {
        try RelayAddress(parsing: text)
    }

    private static func figures(_ accepted: Int = 0, keywords: [String] = ["PIPELINING", "CHUNKING"])
        -> ConversationFigures
    {
        var session = SessionFigures()
        session.isLetIn = true
        session.flight = .deep
        session.accepted = accepted
        session.capabilities = Capabilities(lines: ["mx"] + keywords)
        return ConversationFigures(session: session)
    }

    @Test(
        "One lost deep connection may be the network's; after two the relay gets no more, until a thousand messages went well"
    )
    func losses() throws {
        var knowledge = RelayKnowledge(of: try Self.address())
        knowledge.learn(Self.figures(), proof: .discards, isLost: true, at: Self.now)
        #expect(knowledge.flight == .deep)
        knowledge.learn(Self.figures(), proof: nil, isLost: true, at: Self.now)
        #expect(knowledge.flight == .overlapped)
        knowledge.learn(Self.figures(1000), proof: nil, isLost: false, at: Self.now)
        #expect(knowledge.flight == .deep)
    }

    @Test("A limit counts when it was seen twice, and other keywords make everything forgotten")
    func limits() throws {
        var knowledge = RelayKnowledge(of: try Self.address())
        var figures = Self.figures()
        figures.session.messageLimit = 100
        knowledge.learn(figures, proof: .discards, isLost: false, at: Self.now)
        #expect(knowledge.messages.limit == nil && knowledge.proof == .discards)
        knowledge.learn(figures, proof: nil, isLost: false, at: Self.now)
        #expect(knowledge.messages.limit == 100)
        knowledge.learn(Self.figures(keywords: ["SIZE"]), proof: nil, isLost: false, at: Self.now)
        #expect(knowledge.messages.limit == nil && knowledge.proof == nil)
    }

    @Test("Its text reads back as it was; cut anywhere it is nothing, and so is a value out of its range")
    func text() throws {
        var knowledge = RelayKnowledge(of: try Self.address())
        knowledge.learn(Self.figures(5), proof: .discards, isLost: false, at: Self.now)
        let octets = Array(knowledge.text.utf8)
        #expect(RelayKnowledge(parsing: octets) == knowledge)
        for length in 0..<(octets.count - 1) {
            #expect(RelayKnowledge(parsing: Array(octets.prefix(length))) == nil)
        }
        for damage in ["clean -1", "clean 99999999999999999999", "clean x", "clean 1\nclean 2"] {
            let text = knowledge.text.replacing("clean 5", with: damage)
            #expect(RelayKnowledge(parsing: Array(text.utf8)) == nil, "\(damage)")
        }
    }

    @Test("What is known of several relays is read back from one text; what makes no sense of it is left out")
    func several() throws {
        let known = try ["smtp://127.0.0.1:2525", "smtps://relay.example"].map {
            var knowledge = RelayKnowledge(of: try Self.address($0))
            knowledge.learn(Self.figures(7), proof: .discards, isLost: false, at: Self.now)
            return knowledge
        }
        let text = known.map(\.text).joined()
        #expect(RelayKnowledge.all(in: Array(text.utf8)) == known)
        #expect(RelayKnowledge.all(in: Array(text.utf8.dropLast())) == Array(known.prefix(1)))
        let damaged = text.replacing("merganser-relay 1", with: "nonsense", maxReplacements: 1)
        #expect(RelayKnowledge.all(in: Array(damaged.utf8)) == Array(known.suffix(1)))
        #expect(RelayKnowledge.all(in: []).isEmpty)
    }

    @Test(
        "The cache gives back what it kept; a damaged file is named and passed over; forgetting forgets once")
    func cache() throws {
        let folder = try TemporaryFolder()
        let address = try Self.address()
        let cache = RelayCache { $0 == "XDG_CACHE_HOME" ? folder.path : nil }
        #expect(cache.knowledge(of: address, at: Self.now).knowledge.isEmpty)
        var knowledge = RelayKnowledge(of: address)
        knowledge.learn(Self.figures(7), proof: .discards, isLost: false, at: Self.now)
        try cache.keep(knowledge, of: address)
        #expect(cache.knowledge(of: address, at: Self.now).knowledge == knowledge)
        #expect(cache.knowledge(of: address, at: Self.now + 31 * 86_400).knowledge.isEmpty)
        #expect(
            cache.knowledge(of: try Self.address("smtp://127.0.0.1:2526"), at: Self.now).knowledge.isEmpty)
        try folder.write("merganser/relays/127.0.0.1_2525.relay", "merganser-relay 1\nnonsense")
        let damaged = cache.knowledge(of: address, at: Self.now)
        #expect(damaged.knowledge.isEmpty && damaged.fault?.problem == .damaged)
        #expect(try cache.forget(address))
        #expect(try !cache.forget(address))
    }

    @Test("A cache folder that cannot be made is a fault of its file; without a home there is no cache")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("occupied", "")
        let address = try Self.address()
        var knowledge = RelayKnowledge(of: address)
        knowledge.learn(Self.figures(), proof: nil, isLost: false, at: Self.now)
        let cache = RelayCache { $0 == "XDG_CACHE_HOME" ? folder("occupied") : nil }
        #expect(throws: FileFault.self) { try cache.keep(knowledge, of: address) }
        #expect(cache.knowledge(of: address, at: Self.now).fault?.problem == .unreadable(code: ENOTDIR))
        #expect(RelayCache { _ in nil }.folder == nil)
        #expect(RelayCache { _ in "relative/path" }.folder == nil)
    }

    @Test("A transcript file is appended to, each line with time and connection, controls escaped")
    func transcript() throws {
        let folder = try TemporaryFolder()
        for number in 0..<2 {
            let file = try TranscriptFile(appendingTo: folder("conversation.txt"))
            var lines = ConversationTranscript()
            lines.note(
                Array("250 \u{1B}]0;title\u{7} password\r\n".utf8).span,
                hiding: SecretFilter([Array("password".utf8)]))
            file.append(lines.take(), slot: number, at: 0)
            file.close()
            #expect(file.failure == nil)
        }
        let text = String(decoding: try folder.read("conversation.txt"), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines.last?.contains("Z 1 S: 250") == true, "\(text)")
        #expect(!text.contains("password") && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
    }
}
