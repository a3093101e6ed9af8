import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Transport

/// Embedded there is no socket: all of it goes through the channel's queue.
@Suite("What one turn writes")
struct WriteBatchTests {
    private let channel = EmbeddedChannel()
    private let batch = WriteBatch(SocketWriter(.socket))

    private func context(_ handler: any ChannelHandler = Bystander()) throws -> ChannelHandlerContext {
        try channel.pipeline.syncOperations.addHandlers([handler, Bystander()])
        return try channel.pipeline.syncOperations.context(handlerType: Bystander.self)
    }

    /// Everything written and flushed since the last time, each write by itself.
    private func written() throws -> [String] {
        var writes: [String] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            writes.append(String(buffer: buffer))
        }
        return writes
    }

    @Test("is a write for each stretch, and one for what stands behind the last")
    func stretches() throws {
        let context = try context()
        batch.append(Array("MAIL one".utf8))
        batch.end(nil)
        batch.end(nil)
        batch.append(ByteBuffer(string: "two"))
        batch.append(count: 4) { $0.append(repeating: UInt8(ascii: "2"), count: 2, as: UInt8.self) }
        batch.end(nil)
        batch.append(Array("RSET".utf8))
        #expect(batch.count == 17)
        batch.write(to: context)
        context.flush()
        #expect(try written() == ["MAIL one", "", "two22", "RSET"])
        #expect(batch.isEmpty)
    }

    /// Writes and flushes one turn.
    private func turn(of count: Int, _ context: ChannelHandlerContext) {
        batch.append([UInt8](repeating: 0x61, count: count))
        batch.end(nil)
        batch.write(to: context)
        context.flush()
    }

    /// The octets there is memory for behind the next write; what was written is let go of.
    private func capacity() throws -> Int {
        try #require(try channel.readOutbound(as: ByteBuffer.self)).storageCapacity
    }

    @Test("has the memory of the turn before, once the kernel has taken that")
    func memory() throws {
        let context = try context()
        turn(of: 100_000, context)
        let first = try capacity()
        // Nobody has it any more.
        turn(of: 1, context)
        // Embedded, what was flushed is still held, as by a kernel that is slow.
        turn(of: 1, context)
        #expect(try capacity() == first)
        #expect(try capacity() < first)
    }

    @Test("keeps no more memory than a usual turn needs")
    func largeTurn() throws {
        let context = try context()
        turn(of: 200_000, context)
        let first = try capacity()
        turn(of: 1, context)
        #expect(try capacity() < first)
    }

    @Test("keeps a promise when its octets are gone, in their order")
    func promises() throws {
        let context = try context()
        let taken = Mutex<[Int]>([])
        for number in 0..<3 {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenSuccess { taken.withLock { $0.append(number) } }
            batch.append([UInt8](repeating: 0x61, count: number))
            batch.end { promise.completeWith($0) }
        }
        batch.write(to: context)
        #expect(taken.withLock { $0 } == [])
        context.flush()
        #expect(taken.withLock { $0 } == [0, 1, 2])
    }

    @Test("fails its promises when it will never be written, and is empty then")
    func failing() throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        batch.append([0x61])
        batch.end { promise.completeWith($0) }
        batch.append([0x62])
        batch.fail(ChannelError.ioOnClosedChannel)
        #expect(throws: ChannelError.ioOnClosedChannel) { try promise.futureResult.wait() }
        #expect(batch.isEmpty)
    }

    @Test("takes what comes while it is written, and keeps it for the next write")
    func comingBack() throws {
        let context = try context(Writer(batch))
        batch.append(Array("one".utf8))
        batch.end(nil)
        batch.append(Array("two".utf8))
        batch.write(to: context)
        context.flush()
        #expect(try written() == ["one", "two"])
        #expect(batch.count == 10)
        batch.write(to: context)
        context.flush()
        #expect(try written() == ["againagain"])
    }

    @Test("goes on when who gets a receipt writes, and nothing is overtaken")
    func writingFromWithin() throws {
        let context = try context(Eager())
        batch.append(Array("one".utf8))
        batch.end { [batch] _ in
            batch.append(Array("after one".utf8))
            batch.write(to: context)
        }
        batch.append(Array("two".utf8))
        batch.end(nil)
        batch.write(to: context)
        #expect(batch.isEmpty)
        #expect(try written() == ["one", "two", "after one"])
    }

    @Test("is full when more would only be copied to and fro")
    func full() {
        batch.append([UInt8](repeating: 0x61, count: 65_535))
        #expect(!batch.isFull)
        batch.append([0x61])
        #expect(batch.isFull)
    }
}

/// Puts something into the batch with every write, as a connection does that ends while it is written.
private final class Writer: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let batch: WriteBatch
    private var left = 2

    init(_ batch: WriteBatch) { self.batch = batch }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if left > 0 { batch.append(Array("again".utf8)) }
        left -= 1
        context.write(data, promise: promise)
    }
}

/// Flushes with every write, as a kernel that takes all at once.
private final class Eager: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.writeAndFlush(data, promise: promise)
    }
}
