import NIOCore

/// Does what a ``ProxyHandshake`` says, on a connection to the proxy.
///
/// It stays in front of the handlers that are added when the proxy has let us through, holds back what the relay says
/// meanwhile, and gives it to them when it is removed.
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case asking
        case through
        case failed
    }

    private var handshake: any ProxyHandshake
    private let timeout: TimeAmount
    private let answered: EventLoopPromise<Void>
    private var state: State = .asking
    private var received: [UInt8] = []
    private var alarm: Scheduled<Void>?

    /// - Parameters:
    ///   - timeout: for all answers together, so that one that drips in is none.
    ///   - answered: succeeds when the way to the relay stands, or fails with a ``ProxyFault``.
    init(_ handshake: any ProxyHandshake, timeout: TimeAmount, answered: EventLoopPromise<Void>) {
        self.handshake = handshake
        self.timeout = timeout
        self.answered = answered
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.fail(.timedOut, context)
        }
        say(handshake.opening, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += Array(unwrapInboundIn(data).readableBytesView)
        while state == .asking {
            switch handshake.advance(&received) {
            case .wait: return
            case .say(let octets): say(octets, context)
            case .done:
                alarm?.cancel()
                state = .through
                answered.succeed()
            case .fail(let fault): fail(fault, context)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closed, context)
        handOver(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard state == .through else { return fail(.closed, context) }
        context.fireErrorCaught(error)
    }

    func removeHandler(context: ChannelHandlerContext, removalToken: ChannelHandlerContext.RemovalToken) {
        alarm?.cancel()
        handOver(context)
        context.leavePipeline(removalToken: removalToken)
    }

    /// Gives what the relay has said to the handlers behind.
    private func handOver(_ context: ChannelHandlerContext) {
        guard state == .through, !received.isEmpty else { return }
        let said = context.channel.allocator.buffer(bytes: received)
        received = []
        context.fireChannelRead(wrapInboundOut(said))
        context.fireChannelReadComplete()
    }

    private func say(_ octets: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: octets)), promise: nil)
    }

    private func fail(_ fault: ProxyFault, _ context: ChannelHandlerContext) {
        guard state == .asking else { return }
        state = .failed
        alarm?.cancel()
        answered.fail(fault)
        context.close(promise: nil)
    }
}
