import NIOCore
import NIOPosix
import SMTP
import Transport

/// The lanes of one relay and their connections, as the office reaches them: each call goes to the lane's own loop.
final class ConnectionFloor {
    private struct Place {
        let loop: any EventLoop
        let lane: NIOLoopBoundBox<Lane?>
    }

    /// The numbers of the connections among those of the run.
    let slots: Range<Int>
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

    /// - Parameters:
    ///   - firstSlot: the number of the first connection.
    ///   - loops: those that connections are spread over; at least one.
    init(
        to relay: RelayPlan, firstSlot: Int, assembly: Assembly, loops: [any EventLoop], window: Int?,
        mayProve: Bool
    ) {
        knowledge = relay.knowledge
        self.window = window
        connector = relay.connector
        // LMTP sends no chunk before its recipients are answered, so nothing has to be found out for that.
        self.mayProve = mayProve && !connector.address.isLMTP
        isFromBefore = true
        self.assembly = assembly
        slots = firstSlot..<(firstSlot + max(1, relay.connections))
        places = slots.map { slot in
            let loop = loops[slot % loops.count]
            return Place(loop: loop, lane: .makeEmptyBox(valueType: Lane.self, eventLoop: loop))
        }
    }

    func connect(slot: Int) {
        guard let desk else { return }
        let (loop, box) = (place(of: slot).loop, place(of: slot).lane)
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
        if end.isUnannounced, figures.session.isLetIn { ceiling = min(ceiling, .overlapped) }
        // Replies out of step: 354 shows that before a message leaves, and only DATA gets one.
        if case .session(.protocolFault) = end { ceiling = .grouped }
        if figures.session.isLetIn { isFromBefore = false }
        knowledge.learn(figures, proof: proof, isLost: end.isUnannounced, at: seconds)
    }

    func deliver(_ claims: [ClaimedRecipient], to slot: Int) {
        let lane = place(of: slot).lane
        place(of: slot).loop.execute { lane.value?.deliver(claims) }
    }

    func drain(slot: Int) {
        let lane = place(of: slot).lane
        place(of: slot).loop.execute { lane.value?.drain() }
    }

    func abandonAll() {
        for place in places {
            let lane = place.lane
            place.loop.execute { lane.value?.abandon() }
        }
    }

    private func place(of slot: Int) -> Place { places[slot - slots.lowerBound] }
}
