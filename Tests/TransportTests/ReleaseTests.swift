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
                session: session, supplier: Clerk(), makeTLS: { throw ChannelError.operationUnsupported })
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
}
