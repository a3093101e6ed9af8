import NIOCore
import NIOEmbedded
import SMTP
import Testing
import Transport

/// What a reset of the connection does to what was said before it.
@Suite("Connections that end in a reset")
struct ResetTests {
    /// Has no messages; keeps how the conversation ended.
    private final class Onlooker: MessageSupplier {
        var end: ConversationEnd?
        func nextMessage() -> OutgoingMessage? { nil }
        func conversationSecured(by tls: TLSDescription) {}
        func conversationReady(_ capabilities: Capabilities) {}
        func finished(_ id: UInt64, _ verdict: Verdict) {}
        func turnEnded() {}
        func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) { self.end = end }
    }

    private func converse(_ replies: [String]) throws -> ConversationEnd? {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none,
            credentials: Credentials(username: Array("user".utf8), password: Array("wrong".utf8)))
        configuration.permitsClearAuthentication = true
        let onlooker = Onlooker()
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            ConversationHandler(
                session: Session(configuration), supplier: onlooker, outlet: .pipeline,
                makeTLS: { throw ChannelError.operationUnsupported }))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
        for reply in replies { try channel.writeInbound(ByteBuffer(string: reply)) }
        channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "read"))
        channel.embeddedEventLoop.run()
        return onlooker.end
    }

    @Test("A reset behind 535 or a refused greeting takes the refusal back no more, so nobody tries again")
    func afterTheLastWord() throws {
        let refused = try converse(["220 mx\r\n", "250-mx\r\n250 AUTH PLAIN\r\n", "535 5.7.8 wrong\r\n"])
        guard case .session(.authenticationRefused(let reply)) = refused else {
            return #expect(Bool(false), "\(String(describing: refused))")
        }
        #expect(reply.code == 535)
        guard case .session(.greetingRefused) = try converse(["554 go away\r\n"]) else {
            return #expect(Bool(false), "the greeting is forgotten")
        }
    }

    @Test("A reset in the middle of a conversation is what ended it")
    func inTheMiddle() throws {
        guard case .network(.system(104)) = try converse(["220 mx\r\n"]) else {
            return #expect(Bool(false), "the reset is forgotten")
        }
    }
}
