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
    /// Whether the relay discards refused chunks, once a connection of its own has found out; nil when that is to
    /// be done first.
    private var proof: DiscardProof?
    /// Set once, right after the office exists.
    var desk: Office.Desk?

    /// - Parameter officeLoop: the loop that keeps the books; connections get the others.
    init(
        count: Int, connector: Connector, assembly: Assembly, group: MultiThreadedEventLoopGroup,
        officeLoop: any EventLoop, needsProof: Bool
    ) {
        proof = needsProof ? nil : .inconclusive
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
        let errand: Connector.Errand =
            proof.map { .messages(discardsRefusedChunks: $0 == .discards) } ?? .discardProof
        loop.execute { [connector, assembly] in
            if box.value == nil { box.value = Lane(slot: slot, assembly: assembly, office: desk, loop: loop) }
            guard let lane = box.value else { return }
            lane.connecting(isForMessages: errand != .discardProof)
            let supplier = NIOLoopBound<any MessageSupplier>(lane, eventLoop: loop)
            connector.connect(on: loop, for: errand, supplier: supplier).whenComplete { result in
                switch result {
                case .success(let handler): box.value?.attach(handler.value)
                case .failure(let error): desk.ended(slot: slot, ConversationEnd(error))
                }
            }
        }
    }

    /// Keeps what the proof's connection found out.
    func note(_ proof: DiscardProof) {
        self.proof = proof
    }

    /// A connection was lost without a word: the next ones write less far ahead, for the rest of the run.
    func fallBack() {
        if proof == .discards { proof = .inconclusive }
    }

    func deliver(_ claims: [ClaimedRecipient], to slot: Int) {
        let lane = places[slot].lane
        places[slot].loop.execute { lane.value?.deliver(claims) }
    }

    func drain(slot: Int) {
        let lane = places[slot].lane
        places[slot].loop.execute { lane.value?.drain() }
    }

    func abandonAll() {
        for place in places {
            let lane = place.lane
            place.loop.execute { lane.value?.abandon() }
        }
    }
}
