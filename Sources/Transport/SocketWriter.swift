import Glibc
import NIOCore

/// What stands between a writer and the socket of its channel.
package enum Outlet {
    /// Nothing: the socket carries what is written just as it is.
    case socket
    /// This handler, which writes to the socket itself.
    case tls(TLSHandler)
    /// Handlers of the pipeline, which may make other octets of it.
    case pipeline
}

/// Brings octets to the kernel: by the socket itself while nothing stands in the channel's queue, else through that.
///
/// The socket says at once how many octets the kernel took, which is all that must be known of a message on its way. The
/// channel says it with a promise for each message, and that was a third of what a message costs. So only what the
/// kernel does not take goes through the channel, which knows how to wait for a socket and how to close it.
final class SocketWriter {
    /// Who is told that the kernel has octets, all of them.
    enum Receipt {
        case nobody
        /// Fails when the kernel will not have them any more.
        case promise(EventLoopPromise<Void>)
        /// Called when it has them, and not at all otherwise.
        case closure(() -> Void)
    }

    /// With anything but ``Outlet/socket`` nothing goes past the handlers in between.
    var outlet: Outlet
    /// Why the socket took nothing.
    private var fault: IOError?
    /// Writes in the channel's queue; counted only while the socket is written to as well.
    private var queued = 0
    private var wantsFlush = false

    init(_ outlet: Outlet) {
        self.outlet = outlet
    }

    /// Writes to the socket, unless something in the channel's queue has to go first.
    ///
    /// - Returns: how many octets the kernel took, from the first on; the others are for ``queue(_:_:_:)``. Nil when the
    ///   socket was not, or cannot be, written to.
    func send(_ octets: ByteBuffer, _ context: ChannelHandlerContext) -> Int? {
        guard case .socket = outlet, queued == 0 else { return nil }
        // Throws when the socket is closed, and is nil where there is none: both is for the channel to say.
        let sent = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable {
            (socket: NIOBSDSocket.Handle) in
            octets.withUnsafeReadableBytes { Self.send($0, to: socket) }
        }
        switch sent {
        case .success(let count): return count
        case .failure(let error):
            if fault == nil { fault = error }
            return nil
        case nil: return nil
        }
    }

    private static func send(
        _ octets: UnsafeRawBufferPointer, to socket: NIOBSDSocket.Handle
    ) -> Result<Int, IOError> {
        guard octets.count > 0 else { return .success(0) }
        // A connection that is gone is an error, not the end of this process.
        let count = Glibc.send(socket, octets.baseAddress, octets.count, Int32(MSG_NOSIGNAL))
        guard count < 0 else { return .success(count) }
        let code = errno
        return code == EAGAIN || code == EINTR
            ? .success(0) : .failure(IOError(errnoCode: code, reason: "send"))
    }

    /// Puts octets into the channel's queue, where they stay until ``flush(_:)`` and the kernel want them.
    func queue(_ octets: ByteBuffer, _ receipt: Receipt, _ context: ChannelHandlerContext) {
        wantsFlush = true
        switch outlet {
        case .tls(let handler): handler.write(octets, receipt)
        case .socket:
            queued += 1
            context.write(NIOAny(octets), promise: promise(for: receipt, context) { [self] in queued -= 1 })
        case .pipeline:
            if case .nobody = receipt { return context.write(NIOAny(octets), promise: nil) }
            context.write(NIOAny(octets), promise: promise(for: receipt, context) {})
        }
    }

    /// - Parameter end: called in any case, before the receipt is given.
    private func promise(
        for receipt: Receipt, _ context: ChannelHandlerContext, end: @escaping () -> Void
    ) -> EventLoopPromise<Void> {
        let promise: EventLoopPromise<Void>
        if case .promise(let given) = receipt {
            promise = given
        } else {
            promise = context.eventLoop.makePromise()
        }
        promise.futureResult.assumeIsolated().whenComplete { result in
            end()
            if case .closure(let tell) = receipt, case .success = result { tell() }
        }
        return promise
    }

    /// Flushes the channel if it has something to flush.
    func flush(_ context: ChannelHandlerContext) {
        guard wantsFlush else { return }
        wantsFlush = false
        context.flush()
    }

    /// Why a connection is gone: a socket says it once, so the channel, which asks it again, is told another reason.
    func cause(of error: any Error) -> any Error {
        error is IOError ? fault ?? error : error
    }
}

extension SocketWriter.Receipt {
    func give() {
        switch self {
        case .nobody: break
        case .promise(let promise): promise.succeed()
        case .closure(let tell): tell()
        }
    }

    func fail(_ error: any Error) {
        if case .promise(let promise) = self { promise.fail(error) }
    }
}
