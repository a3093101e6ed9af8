import Cryptography
import NIOCore
import Transport

/// The server's end of a connection: keeps what it reads, says what it is told.
final class ScriptedPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var received: [UInt8] = []
    private(set) var isClosed = false
    private var context: ChannelHandlerContext?
    var changed: () -> Void = {}

    var isConnected: Bool { context?.channel.isActive == true }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) { changed() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += Array(unwrapInboundIn(data).readableBytesView)
        changed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        changed()
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Each piece is a write of its own to the socket.
    func say(_ pieces: [[UInt8]]) {
        guard let context else { return }
        for piece in pieces {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
        }
    }

    func secure(_ tls: TLSContext) throws {
        try context?.pipeline.syncOperations.addHandler(
            TLSHandler(TLSEngine(accepting: tls)), position: .before(self))
    }

    /// Ends the connection as one whose other end is gone: under TLS there is no close_notify.
    func vanish() {
        guard let context else { return }
        if let tls = try? context.pipeline.syncOperations.context(handlerType: TLSHandler.self) {
            tls.close(promise: nil)
        } else {
            context.close(promise: nil)
        }
    }
}
