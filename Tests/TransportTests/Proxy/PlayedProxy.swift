import Glibc
import NIOCore
import NIOPosix

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

    private var turns: [Turn]
    private let isInPieces: Bool
    private let closesAtEnd: Bool
    private let resets: Bool
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - isInPieces: each octet is a write of its own.
    ///   - closesAtEnd: when the last answer is out, so is the connection.
    ///   - resets: it closes with a reset.
    init(_ turns: [Turn], isInPieces: Bool, closesAtEnd: Bool, resets: Bool = false) {
        self.turns = turns
        self.isInPieces = isInPieces
        self.closesAtEnd = closesAtEnd
        self.resets = resets
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
        guard isForeign || (turns.isEmpty && closesAtEnd) else { return }
        if resets, let options = context.channel as? any SocketOptionProvider {
            _ = options.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
