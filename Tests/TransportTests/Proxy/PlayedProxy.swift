import NIOCore

/// The far end of a connection: waits for octets, says octets, and so on; what does not fit ends it.
final class PlayedProxy: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Turn: Sendable {
        let awaited: [UInt8]
        let answer: [UInt8]

        init(_ awaited: [UInt8], _ answer: [UInt8]) {
            self.awaited = awaited
            self.answer = answer
        }

        init(_ awaited: String, _ answer: String) {
            self.init(Array(awaited.utf8), Array(answer.utf8))
        }
    }

    /// What it does when the last answer is out.
    enum Ending: Sendable {
        case stays
        case closes
        /// Says this octet again and again.
        case drips(UInt8)
    }

    private var turns: [Turn]
    private let isInPieces: Bool
    private let ending: Ending
    private var dripping: RepeatedTask?
    private var received: [UInt8] = []

    /// - Parameter isInPieces: each octet is a write of its own.
    init(_ turns: [Turn], isInPieces: Bool, ending: Ending) {
        self.turns = turns
        self.isInPieces = isInPieces
        self.ending = ending
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += Array(unwrapInboundIn(data).readableBytesView)
        while let turn = turns.first, received.starts(with: turn.awaited) {
            received.removeFirst(turn.awaited.count)
            turns.removeFirst()
            for piece in isInPieces ? turn.answer.map({ [$0] }) : [turn.answer] {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
            }
        }
        let isForeign = turns.first.map { !$0.awaited.starts(with: received) } ?? !received.isEmpty
        if isForeign { return context.close(promise: nil) }
        if turns.isEmpty { end(context) }
    }

    private func end(_ context: ChannelHandlerContext) {
        switch ending {
        case .stays: break
        case .closes: context.close(promise: nil)
        case .drips(let octet):
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            dripping = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) {
                _ in
                bound.value.writeAndFlush(NIOAny(ByteBuffer(bytes: [octet])), promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { dripping?.cancel() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
