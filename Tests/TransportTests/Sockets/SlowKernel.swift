import NIOCore

/// Stands in for a kernel that takes no more: the content of some messages, and all that is written behind it, waits
/// until it is told to go.
final class SlowKernel: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Messages not written yet, in their order: each one's content is a write with a promise.
    private var contents: ArraySlice<UInt64>
    private var withheld: Set<UInt64>
    /// With nothing to withhold, whatever is written goes through, or past it.
    private let isIdle: Bool
    private var waiting: [(buffer: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var context: ChannelHandlerContext?
    /// What waits, in octets.
    private(set) var held: [UInt8] = []
    /// How many octets went on; nil where nothing is ever withheld.
    private(set) var passed: Int?
    var changed: () -> Void = {}

    init(contents: [UInt64], withheld: Set<UInt64>) {
        self.contents = contents[...]
        self.withheld = withheld
        isIdle = withheld.isEmpty
        passed = isIdle ? nil : 0
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for (_, promise) in waiting { promise?.fail(ChannelError.ioOnClosedChannel) }
        waiting = []
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isIdle else { return context.write(data, promise: promise) }
        let buffer = unwrapOutboundIn(data)
        held += Array(buffer.readableBytesView)
        waiting.append((buffer, promise))
        pass(context)
        changed()
    }

    func release(_ id: UInt64) {
        withheld.remove(id)
        guard let context else { return }
        pass(context)
        context.flush()
        changed()
    }

    private func pass(_ context: ChannelHandlerContext) {
        while let (buffer, promise) = waiting.first {
            if promise != nil {
                guard let id = contents.first, !withheld.contains(id) else { return }
                contents.removeFirst()
            }
            waiting.removeFirst()
            held.removeFirst(buffer.readableBytes)
            passed = (passed ?? 0) + buffer.readableBytes
            context.write(wrapOutboundOut(buffer), promise: promise)
        }
    }
}
