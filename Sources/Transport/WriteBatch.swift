import NIOCore

/// What one turn has to write, in one buffer, with whom to tell when each stretch of it is at the kernel.
///
/// The buffer's memory serves the next turn again once the kernel has all of it. A class, since writing may end the
/// connection, and that may come back here.
final class WriteBatch {
    /// The most memory, in octets, that is kept from one turn to the next.
    private static let keptCapacity = 128 * 1024
    /// Octets from which on a batch should be written before it grows, which copies all of it.
    private static let fullCount = 64 * 1024

    private var buffer = ByteBuffer()
    private var stretches: [(length: Int, promise: EventLoopPromise<Void>?)] = []
    /// Octets in `stretches`.
    private var ended = 0

    /// Octets that wait.
    var count: Int { buffer.readableBytes }
    var isEmpty: Bool { buffer.readableBytes == 0 && stretches.isEmpty }
    var isFull: Bool { count >= Self.fullCount }

    func append(_ octets: [UInt8]) {
        makeReady()
        buffer.writeBytes(octets)
    }

    func append(_ octets: ByteBuffer) {
        makeReady()
        buffer.writeImmutableBuffer(octets)
    }

    /// - Parameters:
    ///   - count: octets there must be room for.
    ///   - write: writes them, or fewer.
    func append(count: Int, _ write: (inout OutputRawSpan) -> Void) {
        makeReady()
        buffer.writeWithOutputRawSpan(minimumWritableBytes: count, initializingWith: write)
    }

    /// Ends a stretch; the promise succeeds when its last octet, and so all before it, is at the kernel.
    func end(_ promise: EventLoopPromise<Void>?) {
        stretches.append((buffer.readableBytes - ended, promise))
        ended = buffer.readableBytes
    }

    /// Writes everything, each stretch by itself, and flushes nothing.
    func write(to context: ChannelHandlerContext) {
        var octets = ByteBuffer()
        var written: [(length: Int, promise: EventLoopPromise<Void>?)] = []
        swap(&octets, &buffer)
        swap(&written, &stretches)
        ended = 0
        for (length, promise) in written {
            guard let stretch = octets.readSlice(length: length) else { continue }
            context.write(NIOAny(stretch), promise: promise)
        }
        if let rest = octets.readSlice(length: octets.readableBytes), rest.readableBytes > 0 {
            context.write(NIOAny(rest), promise: nil)
        }
        guard isEmpty else { return }
        written.removeAll(keepingCapacity: true)
        swap(&octets, &buffer)
        swap(&written, &stretches)
    }

    /// Drops everything and fails its promises.
    func fail(_ error: any Error) {
        let lost = stretches
        buffer = ByteBuffer()
        stretches = []
        ended = 0
        for (_, promise) in lost { promise?.fail(error) }
    }

    /// Uses the memory of the last turn, unless somebody still has octets in it; then `clear` takes new one.
    private func makeReady() {
        guard buffer.readableBytes == 0, buffer.writerIndex > 0 else { return }
        if buffer.storageCapacity > Self.keptCapacity { buffer = ByteBuffer() } else { buffer.clear() }
    }
}
