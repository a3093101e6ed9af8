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

    private let writer: SocketWriter
    /// What waits for the write that ends this turn.
    private let batch: WriteBatch
    /// Called for each slice that the kernel took.
    private var sliceTaken: () -> Void = {}
    /// Called for each content that the kernel took whole, in their order.
    private var contentTaken: () -> Void = {}
    /// Octets in slices that the kernel took.
    private var sliced = 0

    init(_ outlet: Outlet) {
        writer = SocketWriter(outlet)
        batch = WriteBatch(writer)
    }

    /// From now on TLS stands between here and the socket.
    func secure(with tls: TLSHandler) {
        writer.outlet = .tls(tls)
    }

    /// Octets that were written, before TLS makes more of them.
    var written: Int { batch.written + sliced }

    /// - Parameters:
    ///   - sliceTaken: what is told of each slice that the kernel took.
    ///   - contentTaken: what is told of each content whose last octet the kernel took, in the order of
    ///     ``endContent(_:)``. One for all: a closure for each would cost more than its message.
    func start(sliceTaken: @escaping () -> Void, contentTaken: @escaping () -> Void) {
        self.sliceTaken = sliceTaken
        self.contentTaken = contentTaken
    }

    /// Lets go of whom it tells, and of what nobody will write any more.
    func stop() {
        batch.fail(ChannelError.ioOnClosedChannel)
        sliceTaken = {}
        contentTaken = {}
    }

    func append(_ octets: [UInt8]) {
        batch.append(octets)
    }

    /// Appends octets of content, a large one as ``append(_:_:)`` does.
    func append(content octets: [UInt8], _ context: ChannelHandlerContext) {
        guard octets.count > Self.gatheredLimit else { return batch.append(octets) }
        append(ByteBuffer(bytes: octets), context)
    }

    /// Appends a piece of content; of a large one only its end is copied.
    ///
    /// A receipt for nothing, behind the last slice, could be missing although the kernel has the content: its end belongs
    /// to the stretch that has the content's receipt.
    func append(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        guard piece.readableBytes > Self.gatheredLimit else { return batch.append(piece) }
        batch.write(to: context)
        // From within a write nothing may go past what is still to be written.
        guard !batch.isWriting else { return batch.append(piece) }
        var rest = piece
        while rest.readableBytes > Self.tailSize,
            let slice = rest.readSlice(length: min(Self.sliceSize, rest.readableBytes - Self.tailSize))
        {
            let count = slice.readableBytes
            writer.queue(slice, { [self] in if case .success = $0 { taken(slice: count) } }, context)
        }
        batch.append(rest)
    }

    private func taken(slice octets: Int) {
        sliced += octets
        sliceTaken()
    }

    /// Ends a content: the kernel takes it whole, or nobody is told that it did.
    ///
    /// What follows it (the next envelope) is another stretch: were the two one and it was taken in part, nobody could say
    /// whether the message was out (DESIGN: in doubt is exact).
    func endContent(_ context: ChannelHandlerContext) {
        batch.end { [self] in if case .success = $0 { contentTaken() } }
        if batch.isFull { batch.write(to: context) }
    }

    func flush(_ context: ChannelHandlerContext) {
        batch.write(to: context)
        writer.flush(context)
    }
}
