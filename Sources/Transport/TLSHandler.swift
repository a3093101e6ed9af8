import Cryptography
import NIOCore

/// TLS between a channel's socket and the handlers behind it, by one ``TLSEngine`` over memory.
///
/// Client and server alike: the engine knows which it is. Add it first in the pipeline, before or after the
/// channel is active (STARTTLS). Each plaintext write becomes ciphertext of its own and keeps its promise or receipt, so
/// "this write reached the kernel" means the same with TLS as without it.
///
/// It writes past the pipeline: no handler may stand between it and the socket that makes other octets of what is written,
/// and nothing may wait in the channel's queue when it is added. A client, which has the reply to all it wrote, has nothing
/// there.
///
/// Fires `TLSHandler.Event` inbound; a `TLSFault` comes as `errorCaught` and the channel closes.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    package enum Event: Equatable, Sendable {
        /// What an authentication over this connection may be bound to; comes before ``established(version:cipher:)``.
        case bound(ChannelBinding)
        /// The handshake is complete and, for a client, the peer's certificate was verified as configured.
        case established(version: String, cipher: String)
        /// The connection ended without a close_notify: what came last may be cut (RFC 8446 §6.1).
        case truncated
    }

    private enum State {
        case handshaking
        case established
        case closed
    }

    private let engine: TLSEngine
    private var context: ChannelHandlerContext?
    private var state: State = .handshaking
    /// Plaintext written before the handshake was complete, in order.
    private var early: [(ByteBuffer, SocketWriter.Receipt?)] = []
    private var plaintext: [UInt8] = []
    private let writer = SocketWriter(.socket)
    /// Ciphertext that waits for the next flush.
    private let batch: WriteBatch

    /// See `TLSEngine.peerCertificates`.
    package var peerCertificates: [CertificateSummary] { engine.peerCertificates }

    package init(_ engine: TLSEngine) {
        self.engine = engine
        batch = WriteBatch(writer)
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { shakeHands(context: context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    package func channelActive(context: ChannelHandlerContext) {
        shakeHands(context: context)
        context.fireChannelActive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .closed else { return }
        let buffer = unwrapInboundIn(data)
        do {
            try engine.receive(buffer.readableBytesSpan)
            if state == .handshaking { try continueHandshake(context: context) }
            if state == .established { try forwardPlaintext(context: context) }
        } catch {
            fail(error, context: context)
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if state == .established { context.fireUserInboundEventTriggered(Event.truncated) }
        state = .closed
        failWaiting(ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        write(unwrapOutboundIn(data), promise.map { promise in { promise.completeWith($0) } })
    }

    /// Writes for the handler behind this one, past the pipeline and without a promise.
    func write(_ plaintext: ByteBuffer, _ receipt: SocketWriter.Receipt?) {
        guard let context, state != .closed else {
            receipt?(.failure(ChannelError.ioOnClosedChannel))
            return
        }
        guard state == .established else { return early.append((plaintext, receipt)) }
        do {
            try encrypt(plaintext, receipt, context: context)
        } catch {
            fail(error, context: context)
        }
    }

    package func flush(context: ChannelHandlerContext) {
        batch.write(to: context)
        writer.flush(context)
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if state == .established {
            engine.shutdown()
            takeCiphertext()
            flush(context: context)
        }
        state = .closed
        failWaiting(ChannelError.ioOnClosedChannel)
        context.close(mode: mode, promise: promise)
    }

    private func shakeHands(context: ChannelHandlerContext) {
        guard state == .handshaking else { return }
        do {
            try continueHandshake(context: context)
        } catch {
            fail(error, context: context)
        }
    }

    private func continueHandshake(context: ChannelHandlerContext) throws {
        let isComplete: Bool
        do {
            isComplete = try engine.handshake()
        } catch {
            // The alert that tells the peer why goes out before the error does.
            takeCiphertext()
            flush(context: context)
            throw error
        }
        takeCiphertext()
        flush(context: context)
        // The flush may have found the connection gone.
        guard isComplete, state == .handshaking else { return }
        state = .established
        if let binding = engine.channelBinding {
            context.fireUserInboundEventTriggered(Event.bound(binding))
        }
        let (version, cipher) = engine.negotiated ?? ("TLS", "unknown")
        context.fireUserInboundEventTriggered(Event.established(version: version, cipher: cipher))
        while !early.isEmpty {
            let (buffer, receipt) = early.removeFirst()
            try encrypt(buffer, receipt, context: context)
        }
        flush(context: context)
    }

    private func forwardPlaintext(context: ChannelHandlerContext) throws {
        plaintext.removeAll(keepingCapacity: true)
        let peer: TLSEngine.ReadState
        do {
            peer = try engine.read(appendingTo: &plaintext)
        } catch {
            // A reply that came before the fault is a reply.
            forward(plaintext, context: context)
            throw error
        }
        // Replies before anything is written: a flush that fails reads on.
        forward(plaintext, context: context)
        // Session tickets and key updates (RFC 8446 §4.6) may want an answer.
        if takeCiphertext() { flush(context: context) }
        if peer == .closed {
            state = .closed
            context.close(promise: nil)
        }
    }

    private func forward(_ octets: [UInt8], context: ChannelHandlerContext) {
        guard !octets.isEmpty else { return }
        context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: octets)))
    }

    private func encrypt(
        _ buffer: ByteBuffer, _ receipt: SocketWriter.Receipt?, context: ChannelHandlerContext
    ) throws {
        do {
            // Where there is nothing to encrypt, the receipt keeps its place behind the writes before it.
            if buffer.readableBytes > 0 { try engine.write(buffer.readableBytesSpan) }
        } catch {
            receipt?(.failure(error))
            throw error
        }
        takeCiphertext()
        batch.end(receipt)
        if batch.isFull { batch.write(to: context) }
    }

    /// - Returns: whether there was any.
    @discardableResult
    private func takeCiphertext() -> Bool {
        let count = engine.ciphertextCount
        guard count > 0 else { return false }
        batch.append(count: count) { engine.takeCiphertext(into: &$0) }
        return true
    }

    private func fail(_ error: any Error, context: ChannelHandlerContext) {
        state = .closed
        failWaiting(error)
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    private func failWaiting(_ error: any Error) {
        let waiting = early
        early = []
        for (_, receipt) in waiting { receipt?(.failure(error)) }
        batch.fail(error)
    }
}
