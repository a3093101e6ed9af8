import NIOCore

/// What one turn has to write, in one buffer, with whom to tell when each stretch of it is at the kernel.
///
/// The buffer's memory serves the next turn again once the kernel has all of it. A class, since writing may end the
/// connection, and that may come back here.
final class WriteBatch {
    private struct Stretch {
        let length: Int
        let promise: EventLoopPromise<Void>?
    }

    /// The most memory, in octets, that is kept from one turn to the next.
    private static let keptCapacity = 128 * 1024
    /// The memory, in octets, that a turn begins with while the kernel still has that of the last one.
    private static let firstCapacity = 4096
    /// Octets from which on a batch should be written before it grows, which copies all of it.
    private static let fullCount = 64 * 1024

    private var buffer = ByteBuffer()
    private var stretches: [Stretch] = []
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
    ///   - write: writes as many as it has; there may be more room.
    func append(count: Int, _ write: (inout OutputRawSpan) -> Void) {
        makeReady()
        buffer.writeWithOutputRawSpan(minimumWritableBytes: count, initializingWith: write)
    }

    /// Ends a stretch; the promise succeeds when its last octet, and so all before it, is at the kernel.
    func end(_ promise: EventLoopPromise<Void>?) {
        stretches.append(Stretch(length: buffer.readableBytes - ended, promise: promise))
        ended = buffer.readableBytes
    }

    /// Writes everything, each stretch by itself, and flushes nothing.
    ///
    /// What is appended meanwhile waits for the next write, and must not be written from within this one.
    func write(to context: ChannelHandlerContext) {
        var octets = ByteBuffer()
        var leaving: [Stretch] = []
        swap(&octets, &buffer)
        swap(&leaving, &stretches)
        ended = 0
        for stretch in leaving {
            let stretchOctets = octets.readSlice(length: stretch.length) ?? ByteBuffer()
            context.write(NIOAny(stretchOctets), promise: stretch.promise)
        }
        if let rest = octets.readSlice(length: octets.readableBytes), rest.readableBytes > 0 {
            context.write(NIOAny(rest), promise: nil)
        }
        // Something came meanwhile, into memory of its own.
        guard isEmpty else { return }
        leaving.removeAll(keepingCapacity: true)
        swap(&octets, &buffer)
        swap(&leaving, &stretches)
    }

    /// Drops everything and fails its promises.
    func fail(_ error: any Error) {
        let lost = stretches
        buffer = ByteBuffer()
        stretches = []
        ended = 0
        for stretch in lost { stretch.promise?.fail(error) }
    }

    /// Uses the memory of the last turn, unless somebody still has octets in it.
    private func makeReady() {
        guard buffer.readableBytes == 0, buffer.writerIndex > 0 else { return }
        if buffer.storageCapacity > Self.keptCapacity {
            buffer = ByteBuffer()
        } else {
            buffer.clear(minimumCapacity: Self.firstCapacity)
        }
    }
}
