import Cryptography
import Glibc
import NIOCore
import Transport

/// One connection of a rehearsal server: hands reads to its ``Dialogue`` and sends what that has to say.
///
/// All replies to what one read brought go out in one write, after the log was written.
final class SinkConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Asks a connection to come to its end.
    struct StopRequest: Sendable {}

    /// How long a client may take to close its side, after the last reply.
    private static let lingering = TimeAmount.seconds(1)
    /// Delayed replies, in octets, beyond which nothing more is read.
    private static let backlogLimit = 1 << 20

    private let register: Register
    private let connections: ConnectionList
    private var dialogue: Dialogue
    /// Replies whose time has not come, in order.
    private var delayed: CircularBuffer<(replies: ByteBuffer, ending: Dialogue.Ending?)> = []
    private var delayedOctets = 0
    private var isEnding = false
    /// Octets until the connection is reset, and what they are of.
    private var reset: SinkReset.Place?
    private var closing: Scheduled<Void>?

    init(_ register: Register, connections: ConnectionList) {
        self.register = register
        self.connections = connections
        let number = register.connections.wrappingAdd(1, ordering: .relaxed).newValue
        dialogue = Dialogue(register, number: number)
        reset = register.settings.reset?.place(ofConnection: number)
    }

    func channelActive(context: ChannelHandlerContext) {
        connections.add(context.channel, number: dialogue.number)
        let open = register.openConnections.wrappingAdd(1, ordering: .relaxed).newValue
        if register.log != nil { dialogue.logConnected(peer: peer(of: context.channel)) }
        if let limit = register.settings.maximumConnections, open > limit {
            dialogue.refuse(.tooManyConnections, "")
            dialogue.end(.refusal)
        } else if register.isStopping.load(ordering: .relaxed) {
            dialogue.stop()
        } else if case .implicit = register.settings.tls {
            // The greeting comes under TLS, when the handshake is complete.
        } else {
            dialogue.greet()
        }
        answer(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard case .reading(let left) = reset else { return dialogue.receive(buffer.readableBytesUInt8Span) }
        reset = .reading(left - buffer.readableBytes)
        guard left <= buffer.readableBytes else { return dialogue.receive(buffer.readableBytesUInt8Span) }
        guard !isEnding, let part = buffer.readSlice(length: max(0, left)) else { return }
        dialogue.receive(part.readableBytesUInt8Span)
        // What that brought is in the log; its replies are lost.
        reset(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        answer(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is StopRequest:
            dialogue.stop()
            answer(context)
        case TLSHandler.Event.established:
            dialogue.tlsEstablished()
            guard case .implicit = register.settings.tls else { return }
            dialogue.greet()
            answer(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        adjustReading(context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Behind the last reply a reset is only an impolite way to close.
        if !isEnding { dialogue.logFailure(error) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        closing?.cancel()
        delayed.removeAll()
        dialogue.content.abandon()
        dialogue.logClosed()
        _ = register.log?.flush()
        register.openConnections.wrappingSubtract(1, ordering: .relaxed)
        connections.remove(number: dialogue.number)
        context.fireChannelInactive()
    }

    /// Sends what the dialogue has to say, now or after the delay, and does what comes behind it.
    private func answer(_ context: ChannelHandlerContext) {
        guard !isEnding, !dialogue.replies.isEmpty || dialogue.ending != nil else { return }
        // What cannot be recorded is not told.
        guard register.log?.flush() != false else {
            isEnding = true
            return context.close(promise: nil)
        }
        var buffer = context.channel.allocator.buffer(capacity: dialogue.replies.count)
        buffer.writeBytes(dialogue.replies)
        dialogue.replies.removeAll(keepingCapacity: true)
        let ending = dialogue.ending
        if let ending, ending != .startTLS { isEnding = true }
        if ending == .startTLS { dialogue.awaitHandshake() }
        guard register.settings.delay > 0 else { return send(buffer, ending, context) }
        delayed.append((buffer, ending))
        delayedOctets += buffer.readableBytes
        adjustReading(context)
        // Timers of one length fire in the order in which they were set.
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(register.settings.delay))) {
            guard let (replies, ending) = self.delayed.popFirst() else { return }
            self.delayedOctets -= replies.readableBytes
            self.send(replies, ending, context)
            self.adjustReading(context)
        }
    }

    private func send(_ replies: ByteBuffer, _ ending: Dialogue.Ending?, _ context: ChannelHandlerContext) {
        dialogue.repliesLeft()
        if case .writing(let left) = reset {
            reset = .writing(left - replies.readableBytes)
            if left <= replies.readableBytes {
                let part = replies.getSlice(at: replies.readerIndex, length: max(0, left))
                context.writeAndFlush(wrapOutboundOut(part ?? ByteBuffer()), promise: nil)
                return reset(context)
            }
        }
        guard let ending else { return context.writeAndFlush(wrapOutboundOut(replies), promise: nil) }
        guard ending != .startTLS else {
            context.writeAndFlush(wrapOutboundOut(replies), promise: nil)
            return startTLS(context)
        }
        guard replies.readableBytes > 0 else { return end(ending, context) }
        context.writeAndFlush(wrapOutboundOut(replies)).assumeIsolated().whenComplete { _ in
            self.end(ending, context)
        }
        // A client that reads nothing does not keep the connection open.
        closeSoon(context)
    }

    private func end(_ ending: Dialogue.Ending, _ context: ChannelHandlerContext) {
        guard ending != .loss else { return context.close(promise: nil) }
        // Closing while octets of the client are unread would be a reset, which destroys the replies on their way.
        context.close(mode: .output, promise: nil)
        closeSoon(context)
    }

    private func closeSoon(_ context: ChannelHandlerContext) {
        guard closing == nil else { return }
        closing = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
            context.close(promise: nil)
        }
    }

    /// Closes with a reset: octets that neither side has read are gone (SO_LINGER of 0 seconds, socket(7)).
    private func reset(_ context: ChannelHandlerContext) {
        isEnding = true
        if let socket = context.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        context.close(promise: nil)
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        guard let tls = register.tls else { return context.close(promise: nil) }
        do {
            let handler = TLSHandler(try TLSEngine(accepting: tls))
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    /// Stops reading from a client that does not read its replies, or that is far ahead of them.
    private func adjustReading(_ context: ChannelHandlerContext) {
        let reads = context.channel.isWritable && delayedOctets < Self.backlogLimit
        try? context.channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    private func peer(of channel: any Channel) -> [UInt8]? {
        guard let address = channel.remoteAddress, let host = address.ipAddress, let port = address.port
        else {
            return nil
        }
        return Array((host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)").utf8)
    }
}
