import NIOCore
import NIOPosix
import SMTP
import Transport

/// The lanes and their connections, as the office reaches them: each call goes to the lane's own loop.
final class ConnectionFloor {
    private struct Place {
        let loop: any EventLoop
        let lane: NIOLoopBoundBox<Lane?>
    }

    private let connector: Connector
    private let assembly: Assembly
    private let places: [Place]
    private(set) var knowledge: RelayKnowledge
    private let window: Int?
    /// Whether a connection of its own may be made to find out whether the relay discards refused chunks.
    private var mayProve: Bool
    /// Whether what is known stems from earlier runs only.
    private var isFromBefore: Bool
    /// How far ahead connections may write: less, for the rest of the run, once one was lost without a word.
    private var ceiling = Flight.deep
    var asksForReports: Bool { assembly.asksForReports }
    /// Set once, right after the office exists.
    var desk: Office.Desk?

    /// - Parameter officeLoop: the loop that keeps the books; connections get the others.
    init(
        count: Int, connector: Connector, assembly: Assembly, group: MultiThreadedEventLoopGroup,
        officeLoop: any EventLoop, settings: RunSettings, mayProve: Bool
    ) {
        knowledge = settings.knowledge
        window = settings.window
        // LMTP sends no chunk before its recipients are answered, so nothing has to be found out for that.
        self.mayProve = mayProve && !connector.address.isLMTP
        isFromBefore = true
        self.connector = connector
        self.assembly = assembly
        let others = group.makeIterator().filter { $0 !== officeLoop }
        let loops = others.isEmpty ? [officeLoop] : others
        places = (0..<max(1, count)).map { slot in
            let loop = loops[slot % loops.count]
            return Place(loop: loop, lane: .makeEmptyBox(valueType: Lane.self, eventLoop: loop))
        }
    }

    func connect(slot: Int) {
        guard let desk else { return }
        let (loop, box) = (places[slot].loop, places[slot].lane)
        let errand = nextErrand
        loop.execute { [connector, assembly] in
            if box.value == nil { box.value = Lane(slot: slot, assembly: assembly, office: desk, loop: loop) }
            guard let lane = box.value else { return }
            lane.connecting(isForMessages: errand != .discardProof)
            let supplier = NIOLoopBound<any MessageSupplier>(lane, eventLoop: loop)
            connector.connect(on: loop, for: errand, supplier: supplier).whenComplete { result in
                switch result {
                case .success(let handler): box.value?.attach(handler.value)
                case .failure(let error): desk.ended(slot: slot, ConversationEnd(error), nil)
                }
            }
        }
    }

    /// Messages that a connection may leave unanswered; nil where none goes ahead of its replies.
    var deepWindow: Int? {
        guard knowledge.proof == .discards, min(knowledge.flight, ceiling) == .deep, window != 1 else {
            return nil
        }
        return window ?? knowledge.window
    }

    /// The proof comes first where it is worth its price and nobody has made it.
    private var nextErrand: Connector.Errand {
        guard knowledge.proof != nil || !mayProve || knowledge.flight < .deep else { return .discardProof }
        var facts = knowledge.facts(isFromBefore: isFromBefore && mayProve, window: window)
        facts.flight = min(facts.flight, ceiling)
        return .messages(facts)
    }

    /// Keeps what a connection has shown.
    func note(_ end: ConversationEnd, _ figures: ConversationFigures, at seconds: Int64) {
        var proof: DiscardProof?
        if case .session(.proof(let found)) = end {
            proof = found
            // Asked once in a run: a relay of several machines may say something else each time.
            mayProve = false
        }
        if end.isUnannounced { ceiling = min(ceiling, .overlapped) }
        // Replies out of step: 354 shows that before a message leaves, and only DATA gets one.
        if case .session(.protocolFault) = end { ceiling = .grouped }
        if figures.session.isLetIn { isFromBefore = false }
        knowledge.learn(figures, proof: proof, isLost: end.isUnannounced, at: seconds)
    }

    func deliver(_ claims: [ClaimedRecipient], to slot: Int) {
        let lane = places[slot].lane
        places[slot].loop.execute { lane.value?.deliver(claims) }
    }

    func drain(slot: Int) {
        let lane = places[slot].lane
        places[slot].loop.execute { lane.value?.drain() }
    }

    func drainAll() { for slot in places.indices { drain(slot: slot) } }

    func abandonAll() {
        for place in places {
            let lane = place.lane
            place.loop.execute { lane.value?.abandon() }
        }
    }
}
