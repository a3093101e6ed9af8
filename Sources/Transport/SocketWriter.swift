import Glibc
import NIOCore

/// Brings octets to the kernel: by the socket itself while nothing stands in the channel's queue, else through that.
///
/// The socket says at once how many octets the kernel took, which is all that must be known of a message on its way; the
/// channel says it with a promise for each message. So only what the kernel does not take goes through the channel, which
/// knows how to wait for a socket and how to close it.
final class SocketWriter {
    /// Told once what became of octets: the kernel has all of them, or will not have all of them any more.
    typealias Receipt = (Result<Void, any Error>) -> Void

    /// With anything but ``Outlet/socket`` nothing goes past the handlers in between.
    var outlet: Outlet
    /// Writes in the channel's queue.
    private var queued = 0
    private var wantsFlush = false

    init(_ outlet: Outlet) {
        self.outlet = outlet
    }

    /// Writes to the socket.
    ///
    /// - Returns: how many octets the kernel took, from the first on, 0 when it has no room; the others are for
    ///   ``queue(_:_:_:)``. Nil when something in that queue has to go first, or there is no socket to write to.
    func send(_ octets: ByteBuffer, _ context: ChannelHandlerContext) -> Int? {
        guard case .socket = outlet, queued == 0 else { return nil }
        let sent = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable {
            (socket: NIOBSDSocket.Handle) -> Int? in
            octets.withUnsafeReadableBytes {
                guard $0.count > 0 else { return 0 }
                // A connection that is gone is an error, not the end of this process.
                let count = Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                return count >= 0 ? count : errno == EAGAIN || errno == EINTR ? 0 : nil
            }
        }
        // What is wrong with the socket the channel finds, too: it reads what has arrived, and closes.
        return sent ?? nil
    }

    /// Puts octets into the channel's queue, where they stay until ``flush(_:)`` and the kernel want them.
    func queue(_ octets: ByteBuffer, _ receipt: Receipt?, _ context: ChannelHandlerContext) {
        wantsFlush = true
        switch outlet {
        case .tls(let handler): handler.write(octets, receipt)
        case .pipeline where receipt == nil: context.write(NIOAny(octets), promise: nil)
        case .socket, .pipeline:
            let promise = context.eventLoop.makePromise(of: Void.self)
            queued += 1
            promise.futureResult.assumeIsolated().whenComplete { [self] result in
                queued -= 1
                receipt?(result)
            }
            context.write(NIOAny(octets), promise: promise)
        }
    }

    /// Flushes the channel if it has something to flush.
    func flush(_ context: ChannelHandlerContext) {
        guard wantsFlush else { return }
        wantsFlush = false
        context.flush()
    }
}
