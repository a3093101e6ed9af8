import NIOCore
import NIOEmbedded
import SMTP
import Testing

@testable import Transport

@Suite("What stays of a conversation that is over")
struct ReleaseTests {
    @Test("is nothing: a run has a connection for every thousand messages")
    func nothingStays() throws {
        weak var kept: ConversationHandler?
        let channel = EmbeddedChannel()
        do {
            let session = Session(SessionConfiguration(clientName: Array("a.example".utf8), security: .none))
            let handler = ConversationHandler(
                session: session, supplier: Clerk(), outlet: .pipeline,
                makeTLS: { throw ChannelError.operationUnsupported })
            kept = handler
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 25)).wait()
        try channel.writeInbound(ByteBuffer(string: "220 relay\r\n"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "EHLO a.example\r\n"))
        #expect(kept != nil)
        _ = try channel.finish(acceptAlreadyClosed: true)
        #expect(kept == nil)
    }

    @Test("is told last of all, also when a write fails at once")
    func endIsLast() throws {
        let channel = EmbeddedChannel()
        let session = Session(SessionConfiguration(clientName: Array("a.example".utf8), security: .none))
        let listener = Listener()
        try channel.pipeline.syncOperations.addHandlers([
            Breaker(),
            ConversationHandler(
                session: session, supplier: listener, outlet: .pipeline,
                makeTLS: { throw ChannelError.operationUnsupported }),
        ])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 25), promise: nil)
        try channel.writeInbound(ByteBuffer(string: "220 relay\r\n"))
        #expect(listener.calls.last == "end")
        #expect(listener.calls.count { $0 == "end" } == 1)
    }
}

/// Closes the connection instead of writing.
private final class Breaker: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    func flush(context: ChannelHandlerContext) { context.close(promise: nil) }
}

/// Keeps what it is told of turns and of the end.
private final class Listener: MessageSupplier {
    private(set) var calls: [String] = []
    func nextMessage() -> OutgoingMessage? { nil }
    func conversationSecured(by tls: TLSDescription) {}
    func conversationReady(_ capabilities: Capabilities) {}
    func finished(_ id: UInt64, _ verdict: Verdict) {}
    func turnEnded() { calls.append("turn") }
    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) { calls.append("end") }
}
