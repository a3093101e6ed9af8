import NIOCore

/// What a conversation has to write: gathers what is small for one turn, and cuts what is large.
///
/// A class, since writing may end the connection, and that may come back here.
final class Outbox {
    /// Pieces up to this many octets are gathered.
    private static let gatheredLimit = 64 * 1024
    /// Larger ones are written in slices of this many octets.
    private static let sliceSize = 256 * 1024
    /// The last octets of a large one are gathered.
    private static let tailSize = 1024

    /// What waits for the write that ends this turn.
    private let batch = WriteBatch()
    private var wantsFlush = false
    /// Called for each slice that the kernel took.
    private var sliceTaken: @Sendable () -> Void = {}
    /// Called for each content that the kernel took whole, in their order.
    private var contentTaken: @Sendable () -> Void = {}
    /// Octets that were written, before TLS makes more of them.
    private(set) var written = 0
    /// Whether what is taken now is taken by the turn that wrote it.
    private(set) var isFlushing = false

    /// - Parameters:
    ///   - sliceTaken: what is told of each slice that the kernel took.
    ///   - contentTaken: what is told of each content whose last octet the kernel took, in the order of
    ///     ``endContent(_:)``. One for all: a closure for each would cost more than its message.
    func start(sliceTaken: @escaping @Sendable () -> Void, contentTaken: @escaping @Sendable () -> Void) {
        self.sliceTaken = sliceTaken
        self.contentTaken = contentTaken
    }

    /// Lets go of whom it tells.
    func stop() {
        sliceTaken = {}
        contentTaken = {}
    }

    func append(_ octets: [UInt8]) {
        batch.append(octets)
    }

    /// Appends a piece of content; of a large one only its end is copied.
    ///
    /// A promise on nothing, behind the last slice, could fail although the kernel has the content: its end belongs to
    /// the stretch that has the content's promise.
    func append(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        guard piece.readableBytes > Self.gatheredLimit else { return batch.append(piece) }
        write(context)
        var rest = piece
        while rest.readableBytes > Self.tailSize,
            let slice = rest.readSlice(length: min(Self.sliceSize, rest.readableBytes - Self.tailSize))
        {
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenSuccess(sliceTaken)
            written += slice.readableBytes
            context.write(NIOAny(slice), promise: promise)
        }
        batch.append(rest)
        wantsFlush = true
    }

    /// Ends a content: it is a write of its own, with a promise of its own.
    ///
    /// What follows it (the next envelope) is another write: were the two one write and it failed half way, nobody could
    /// say whether the message was out (DESIGN: in doubt is exact).
    func endContent(_ context: ChannelHandlerContext) {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenSuccess(contentTaken)
        batch.end(promise)
        if batch.isFull { write(context) }
    }

    func flush(_ context: ChannelHandlerContext) {
        write(context)
        guard wantsFlush else { return }
        wantsFlush = false
        isFlushing = true
        context.flush()
        isFlushing = false
    }

    private func write(_ context: ChannelHandlerContext) {
        guard !batch.isEmpty else { return }
        written += batch.count
        wantsFlush = true
        batch.write(to: context)
    }
}
