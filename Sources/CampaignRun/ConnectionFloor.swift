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
    /// Set once, right after the office exists.
    var desk: Office.Desk?

    /// - Parameter officeLoop: the loop that keeps the books; connections get the others.
    init(
        count: Int, connector: Connector, assembly: Assembly, group: MultiThreadedEventLoopGroup,
        officeLoop: any EventLoop
    ) {
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
        loop.execute { [connector, assembly] in
            if box.value == nil { box.value = Lane(slot: slot, assembly: assembly, office: desk, loop: loop) }
            guard let lane = box.value else { return }
            lane.connecting()
            let supplier = NIOLoopBound<any MessageSupplier>(lane, eventLoop: loop)
            connector.connect(on: loop, supplier: supplier).whenComplete { result in
                switch result {
                case .success(let handler): box.value?.attach(handler.value)
                case .failure(let error): desk.ended(slot: slot, ConversationEnd(error))
                }
            }
        }
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
