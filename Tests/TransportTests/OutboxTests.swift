import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

/// Embedded there is no socket: all of it goes through the channel's queue.
@Suite("What a conversation writes")
struct OutboxTests {
    private let channel = EmbeddedChannel()
    private let outbox = Outbox(.socket)

    private func context() throws -> ChannelHandlerContext {
        try channel.pipeline.syncOperations.addHandler(Bystander())
        return try channel.pipeline.syncOperations.context(handlerType: Bystander.self)
    }

    /// The sizes of the writes flushed since the last time.
    private func writes() throws -> [Int] {
        var sizes: [Int] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            sizes.append(buffer.readableBytes)
        }
        return sizes
    }

    @Test(
        "cuts a large content, whose receipt is for its last octets",
        arguments: [
            (65_536, [5 + 65_536]), (65_537, [5, 64_513, 1024]), (262_144, [5, 261_120, 1024]),
            (600_000, [5, 262_144, 262_144, 74_688, 1024]),
        ])
    func largeContent(_ size: Int, _ expected: [Int]) throws {
        let context = try context()
        var (slices, contents) = (0, 0)
        outbox.start(sliceTaken: { slices += 1 }, contentTaken: { contents += 1 })
        outbox.append(Array("BDAT ".utf8))
        outbox.append(ByteBuffer(repeating: 0x61, count: size), context)
        outbox.endContent(context)
        #expect(contents == 0)
        outbox.flush(context)
        #expect(try writes() == expected)
        #expect(slices == max(0, expected.count - 2))
        #expect(contents == 1)
        #expect(outbox.written == 5 + size)
    }

    @Test("tells nobody of what is written after it was stopped")
    func stopped() throws {
        let context = try context()
        outbox.start(sliceTaken: {}, contentTaken: { Issue.record("told") })
        outbox.stop()
        outbox.append([0x61])
        outbox.endContent(context)
        outbox.flush(context)
        #expect(try writes() == [1])
    }
}
