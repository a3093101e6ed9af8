import SMTP
import Transport

/// What earlier conversations have shown of one relay, under the EHLO keywords it had then.
///
/// A value: the end of a conversation goes in, what the next connection should know comes out. It makes sending
/// bolder only by what was proven, and more careful by what was seen twice: one lost connection may be the network's.
package struct RelayKnowledge: Equatable, Sendable {
    /// The host in lower case with its port, or `unix:` and the path of a socket.
    package let relay: String
    package private(set) var keywords: [String] = []
    /// Nil while nobody has asked.
    package private(set) var proof: DiscardProof?
    /// Messages after which the relay said that a connection has carried enough.
    package private(set) var messages = Sighting()
    /// Refusals on one connection right behind which the relay closed it.
    package private(set) var refusals = Sighting()
    /// Messages accepted since a connection was lost the last time.
    package private(set) var clean = 0
    /// Connections lost in the deep flight since ``Self/cleanGoal`` messages went well.
    package private(set) var losses = 0
    /// The shortest that was measured, in microseconds.
    package private(set) var roundTrip: Int?
    /// When something was learned last, in seconds since 1970.
    package private(set) var learnedAt: Int64 = 0

    /// The same number, seen so many times one after another.
    package struct Sighting: Equatable, Sendable {
        package var value = 0
        package var times = 0

        /// What was seen once may have had another reason.
        package var limit: Int? { times >= 2 ? value : nil }

        mutating func note(_ seen: Int) {
            self =
                seen == value
                ? Sighting(value: value, times: min(times + 1, 99)) : Sighting(value: seen, times: 1)
        }
    }

    /// Messages that have to go well before a relay gets the larger window.
    static let cleanGoal = 1000
    static let window = 32
    static let largeWindow = 128
    /// With fewer microseconds than these, 32 messages a round trip are more than servers take.
    static let longRoundTrip = 20_000
    /// Deep connections lost after which the relay gets no more of them.
    static let tolerableLosses = 1
    /// Seconds after which all is asked anew: servers are replaced behind their names.
    static let lifetime: Int64 = 30 * 86_400

    package init(of address: RelayAddress) {
        relay = Self.name(of: address)
    }

    init(
        relay: String, keywords: [String], proof: DiscardProof?, messages: Sighting, refusals: Sighting,
        clean: Int,
        losses: Int, roundTrip: Int?, learnedAt: Int64
    ) {
        self.relay = relay
        self.keywords = keywords
        self.proof = proof
        self.messages = messages
        self.refusals = refusals
        self.clean = clean
        self.losses = losses
        self.roundTrip = roundTrip
        self.learnedAt = learnedAt
    }

    static func name(of address: RelayAddress) -> String {
        if let path = address.socketPath { return "unix:\(path)" }
        return "\(address.host.lowercased()):\(address.port)"
    }

    package var isEmpty: Bool { learnedAt == 0 }

    package func isFresh(at seconds: Int64) -> Bool {
        seconds - learnedAt < Self.lifetime && learnedAt - seconds < 86_400
    }

    /// The most forward flight that went well.
    package var flight: Flight { losses > Self.tolerableLosses ? .overlapped : .deep }

    /// How messages would go by all that is known; nil when nothing is.
    package var expectedFlight: Flight? {
        guard !keywords.isEmpty else { return nil }
        let capabilities = Capabilities(lines: [relay] + keywords)
        return min(Flight(capabilities, discardsRefusedChunks: proof == .discards), flight)
    }

    /// Transactions that may be unanswered when nobody said how many.
    package var window: Int {
        clean >= Self.cleanGoal && (roundTrip ?? 0) >= Self.longRoundTrip ? Self.largeWindow : Self.window
    }

    /// What a connection for messages should know.
    ///
    /// - Parameter isFromBefore: whether nothing of this run has confirmed it yet.
    func facts(isFromBefore: Bool, window chosen: Int?) -> RelayFacts {
        var facts = RelayFacts(
            discardsRefusedChunks: proof == .discards, keywords: keywords.isEmpty ? nil : keywords)
        facts.isFromBefore = isFromBefore && !keywords.isEmpty
        facts.messageLimit = messages.limit
        // One less: the last one costs the connection, and replies with it.
        facts.refusalLimit = refusals.limit.map { max(1, $0 - 1) }
        facts.flight = flight
        facts.window = chosen ?? window
        return facts
    }

    // MARK: Learning

    /// Takes what one conversation has shown.
    ///
    /// - Parameter isLost: the connection went without a closing reply.
    mutating func learn(
        _ figures: ConversationFigures, proof found: DiscardProof?, isLost: Bool, at seconds: Int64
    ) {
        let session = figures.session
        guard session.isLetIn else { return }
        if session.capabilities.keywords != keywords { begin(with: session.capabilities.keywords) }
        learnedAt = seconds
        // A proof that failed may have failed by chance; the next run asks again.
        if let found, found != .inconclusive { proof = found }
        if let limit = session.messageLimit { messages.note(limit) }
        if let limit = session.refusalLimit { refusals.note(limit) }
        if let taken = figures.roundTrip.map({ Int($0.nanoseconds / 1000) }) {
            roundTrip = min(roundTrip ?? taken, taken)
        }
        if isLost {
            clean = 0
            if session.flight == .deep { losses = min(losses + 1, 99) }
        } else {
            clean = min(clean + session.accepted, 1_000_000_000)
            if clean >= Self.cleanGoal { losses = 0 }
        }
    }

    /// The relay says other keywords: nothing that was learned before holds.
    private mutating func begin(with keywords: [String]) {
        self = RelayKnowledge(
            relay: relay, keywords: keywords, proof: nil, messages: Sighting(), refusals: Sighting(),
            clean: 0,
            losses: 0, roundTrip: nil, learnedAt: 0)
    }
}
