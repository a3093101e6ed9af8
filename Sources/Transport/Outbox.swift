import NIOCore

/// What a conversation has to write: joins what is small into one write, and cuts what is large.
///
/// A class, since writing may end the connection, and that may come back here.
final class Outbox {
    /// Pieces up to this many octets are joined with what stands before them.
    private static let joinedLimit = 64 * 1024
    /// Larger ones are written in slices of this many octets.
    private static let sliceSize = 256 * 1024

    /// Octets waiting for the write that ends this turn.
    private var waiting = ByteBuffer()
    private var wantsFlush = false
    /// Called for each slice that the kernel took.
    private var taken: (@Sendable () -> Void)?
    /// Octets that were written, before TLS makes more of them.
    private(set) var written = 0

    /// - Parameter taken: what is told of each slice that the kernel took.
    func start(telling taken: @escaping @Sendable () -> Void) {
        self.taken = taken
    }

    /// Lets go of whom it tells.
    func stop() {
        taken = nil
    }

    func append(_ octets: [UInt8]) {
        waiting.writeBytes(octets)
    }

    /// Makes room for a small message and its command at once.
    func reserve(_ size: Int) {
        waiting.reserveCapacity(minimumWritableBytes: min(size, Self.joinedLimit))
    }

    /// Appends a piece of content; nothing of a large one is copied.
    func append(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        var piece = piece
        guard piece.readableBytes > Self.joinedLimit else {
            waiting.writeBuffer(&piece)
            return
        }
        write(context, promise: nil)
        while let slice = piece.readSlice(length: min(Self.sliceSize, piece.readableBytes)),
            slice.readableBytes > 0
        {
            let promise = context.eventLoop.makePromise(of: Void.self)
            if let taken { promise.futureResult.whenSuccess(taken) }
            written += slice.readableBytes
            context.write(NIOAny(slice), promise: promise)
        }
        wantsFlush = true
    }

    /// - Parameter promise: succeeds when the last octet of what was appended is at the kernel.
    func write(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard waiting.readableBytes > 0 || promise != nil else { return }
        let buffer = waiting
        waiting = context.channel.allocator.buffer(capacity: 0)
        written += buffer.readableBytes
        wantsFlush = true
        context.write(NIOAny(buffer), promise: promise)
    }

    func flush(_ context: ChannelHandlerContext) {
        write(context, promise: nil)
        guard wantsFlush else { return }
        wantsFlush = false
        context.flush()
    }
}
