import NIOCore

/// What one turn has to write, in one buffer, with whom to tell when each stretch of it is at the kernel.
///
/// The buffer's memory serves the next turn again once the kernel has all of it. A class, since writing may end the
/// connection, and that may come back here.
final class WriteBatch {
    private struct Stretch {
        let length: Int
        let receipt: SocketWriter.Receipt?
    }

    /// The most memory, in octets, that is kept from one turn to the next.
    private static let keptCapacity = 128 * 1024
    /// The memory, in octets, that a turn begins with while the channel's queue still has that of the last one.
    private static let firstCapacity = 4096
    /// Octets from which on a batch should be written before it grows, which copies all of it.
    private static let fullCount = 64 * 1024

    private let writer: SocketWriter
    private var buffer = ByteBuffer()
    private var stretches: [Stretch] = []
    /// Octets in `stretches`.
    private var ended = 0
    /// Octets that were written since the beginning.
    private(set) var written = 0
    /// Whether a write goes on, which also writes what it is asked to write meanwhile.
    private(set) var isWriting = false
    /// What came meanwhile is to be written, too.
    private var isWantedAgain = false

    init(_ writer: SocketWriter) {
        self.writer = writer
    }

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

    /// Ends a stretch; the receipt is for its last octet, and so for all before it.
    func end(_ receipt: SocketWriter.Receipt?) {
        stretches.append(Stretch(length: buffer.readableBytes - ended, receipt: receipt))
        ended = buffer.readableBytes
    }

    /// Writes everything and flushes nothing: what the kernel does not take at once stands in the channel's queue then,
    /// each stretch by itself.
    ///
    /// Called from within itself, by who gets a receipt, it writes again when all that was begun is written.
    func write(to context: ChannelHandlerContext) {
        isWantedAgain = true
        guard !isWriting else { return }
        isWriting = true
        while isWantedAgain {
            isWantedAgain = false
            writeAll(to: context)
        }
        isWriting = false
    }

    private func writeAll(to context: ChannelHandlerContext) {
        guard !isEmpty else { return }
        if buffer.readableBytes > ended { end(nil) }
        var octets = ByteBuffer()
        var leaving: [Stretch] = []
        swap(&octets, &buffer)
        swap(&leaving, &stretches)
        ended = 0
        written += octets.readableBytes
        var whole = 0
        // Octets that the kernel took of the first stretch that it did not take whole.
        var partly = 0
        if let count = writer.send(octets, context) {
            octets.moveReaderIndex(forwardBy: count)
            partly = count
            while whole < leaving.count, leaving[whole].length <= partly {
                partly -= leaving[whole].length
                whole += 1
            }
        }
        for stretch in leaving[whole...] {
            let rest = octets.readSlice(length: stretch.length - partly) ?? ByteBuffer()
            partly = 0
            writer.queue(rest, stretch.receipt, context)
        }
        // The rest has its place in the queue by now: who is told may write.
        for stretch in leaving[..<whole] { stretch.receipt?(.success(())) }
        // Something came meanwhile, into memory of its own.
        guard isEmpty else { return }
        leaving.removeAll(keepingCapacity: true)
        swap(&octets, &buffer)
        swap(&leaving, &stretches)
    }

    /// Drops everything; receipts say so.
    func fail(_ error: any Error) {
        let lost = stretches
        buffer = ByteBuffer()
        stretches = []
        ended = 0
        for stretch in lost { stretch.receipt?(.failure(error)) }
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
