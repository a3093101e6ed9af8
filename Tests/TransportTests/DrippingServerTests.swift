import NIOCore
import NIOEmbedded
import SMTP
import Testing

@testable import Transport

/// Has one message; keeps what is said of it and how the conversation ended.
private final class OneMessage: MessageSupplier {
    private var message: OutgoingMessage?
    private(set) var verdict: Verdict?
    private(set) var end: ConversationEnd?

    init(_ content: ByteBuffer) throws {
        message = OutgoingMessage(
            transaction: Transaction(
                id: 1, reversePath: try Path(validating: Array("a@example.org".utf8)),
                forwardPaths: [try Path(validating: Array("b@example.net".utf8))],
                size: content.readableBytes),
            content: MessageContent(pieces: [content]))
    }

    func nextMessage() -> OutgoingMessage? {
        defer { message = nil }
        return message
    }

    func conversationSecured(by tls: TLSDescription) {}
    func conversationReady(_ capabilities: Capabilities) {}
    func finished(_ id: UInt64, _ verdict: Verdict) { self.verdict = verdict }
    func turnEnded() {}
    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) { self.end = end }
}

/// Keeps everything that is written from the kernel.
private final class FullKernel: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var isFull = false
    private var waiting: [EventLoopPromise<Void>?] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isFull else { return context.write(data, promise: promise) }
        waiting.append(promise)
    }

    /// Takes what has waited for longest.
    ///
    /// - Returns: false when nothing waits.
    func takeOne() -> Bool {
        guard !waiting.isEmpty else { return false }
        waiting.removeFirst()?.succeed()
        return true
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for promise in waiting { promise?.fail(ChannelError.ioOnClosedChannel) }
    }
}

@Suite("A server that drips")
struct DrippingServerTests {
    struct Place: Sendable, CustomTestStringConvertible {
        let name: String
        /// Whole replies before the one that drips.
        let replies: [String]
        /// What drips, and never comes to its end.
        var drop = "250-"
        /// RFC 5321 §4.5.3.2.
        let seconds: Int64
        var isInDoubt = false
        var testDescription: String { name }
    }

    static let places = [
        Place(name: "greeting", replies: [], drop: "220-", seconds: 300),
        Place(name: "EHLO", replies: ["220 mx"], seconds: 300),
        Place(name: "AUTH", replies: ["220 mx", "250-mx\r\n250 AUTH PLAIN"], drop: "235-", seconds: 300),
        Place(name: "MAIL", replies: ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in"], seconds: 300),
        Place(
            name: "RCPT", replies: ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok"], seconds: 300),
        Place(
            name: "DATA", replies: ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok"],
            drop: "354-", seconds: 120),
        Place(
            name: "end of data",
            replies: ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok", "354 go"],
            seconds: 600,
            isInDoubt: true),
    ]

    private func converse(
        _ security: SessionConfiguration.Security = .none,
        content: ByteBuffer = ByteBuffer(string: "Subject: Hi\r\n\r\nHello\r\n")
    ) throws -> (EmbeddedChannel, OneMessage, FullKernel) {
        var configuration = SessionConfiguration(
            clientName: Array("client.example".utf8), security: security,
            credentials: security == .none
                ? Credentials(username: Array("ada".utf8), password: Array("pencil".utf8)) : nil)
        configuration.permitsClearAuthentication = true
        let supplier = try OneMessage(content)
        let kernel = FullKernel()
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers([
            kernel,
            ConversationHandler(
                session: Session(configuration), supplier: supplier, outlet: .pipeline,
                makeTLS: { throw ChannelError.operationUnsupported }),
        ])
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
        return (channel, supplier, kernel)
    }

    /// An octet every twenty seconds, up to a nanosecond before `seconds` are over.
    private func drip(_ drop: String, into channel: EmbeddedChannel, for seconds: Int64) throws {
        var left = TimeAmount.seconds(seconds) - .nanoseconds(1)
        for octet in Array(drop.utf8) + [UInt8](repeating: UInt8(ascii: "."), count: 1000) {
            guard left > .seconds(20) else { break }
            try channel.writeInbound(ByteBuffer(bytes: [octet]))
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
            left = left - .seconds(20)
        }
        channel.embeddedEventLoop.advanceTime(by: left)
    }

    @Test(
        "is left when the time for the reply is over, to the nanosecond, however many octets came",
        arguments: DrippingServerTests.places)
    func drips(_ place: Place) throws {
        let (channel, supplier, _) = try converse()
        for reply in place.replies { try channel.writeInbound(ByteBuffer(string: reply + "\r\n")) }
        try drip(place.drop, into: channel, for: place.seconds)
        #expect(channel.isActive && supplier.end == nil)
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
        #expect(!channel.isActive)
        switch supplier.end {
        case .session(.noGreeting): #expect(place.name == "greeting")
        case .session(.deadlinePassed): #expect(place.name != "greeting")
        default: #expect(Bool(false), "\(String(describing: supplier.end))")
        }
        switch supplier.verdict {
        case nil: #expect(place.replies.count < 3, "the message was taken")
        case .notSent(.deadlinePassed): #expect(!place.isInDoubt)
        case .inDoubt(.deadlinePassed): #expect(place.isInDoubt)
        default: #expect(Bool(false), "\(String(describing: supplier.verdict))")
        }
    }

    @Test("its reply to STARTTLS is left, too")
    func startTLS() throws {
        let (channel, supplier, _) = try converse(.startTLSRequired)
        for reply in ["220 mx", "250-mx\r\n250 STARTTLS"] {
            try channel.writeInbound(ByteBuffer(string: reply + "\r\n"))
        }
        try drip("220-", into: channel, for: 300)
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
        guard case .session(.deadlinePassed) = supplier.end else {
            return #expect(Bool(false), "\(String(describing: supplier.end))")
        }
    }

    @Test(
        "and reads nothing is left three minutes after the kernel took the last octets; the message was not out"
    )
    func takesNothing() throws {
        let (channel, supplier, kernel) = try converse()
        for reply in ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok"] {
            try channel.writeInbound(ByteBuffer(string: reply + "\r\n"))
        }
        kernel.isFull = true
        try channel.writeInbound(ByteBuffer(string: "354 go\r\n"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(180) - .nanoseconds(1))
        #expect(channel.isActive && supplier.end == nil)
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
        #expect(supplier.verdict == .notSent(.deadlinePassed))
    }

    @Test("and takes a large message slowly has three minutes for each slice, with DATA as with chunks")
    func takesSlowly() throws {
        let line = String(repeating: "x", count: 76) + "\r\n"
        let (channel, supplier, kernel) = try converse(
            content: ByteBuffer(string: String(repeating: line, count: 20_000)))
        for reply in ["220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok"] {
            try channel.writeInbound(ByteBuffer(string: reply + "\r\n"))
        }
        kernel.isFull = true
        try channel.writeInbound(ByteBuffer(string: "354 go\r\n"))
        var slices = 0
        repeat {
            channel.embeddedEventLoop.advanceTime(by: .seconds(170))
            slices += 1
        } while kernel.takeOne()
        #expect(slices > 5 && supplier.verdict == nil)
        try channel.writeInbound(ByteBuffer(string: "250 taken\r\n"))
        #expect(supplier.verdict == .accepted(Reply(code: 250, text: "taken")))
    }

    @Test("its farewell is left after five seconds, with the message accepted")
    func farewell() throws {
        let (channel, supplier, _) = try converse()
        for reply in [
            "220 mx", "250-mx\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok", "354 go", "250 taken",
        ] {
            try channel.writeInbound(ByteBuffer(string: reply + "\r\n"))
        }
        try channel.pipeline.syncOperations.handler(type: ConversationHandler.self).drain()
        try channel.writeInbound(ByteBuffer(string: "221-"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(5) - .nanoseconds(1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
        #expect(!channel.isActive && supplier.verdict == .accepted(Reply(code: 250, text: "taken")))
        guard case .session(.drained) = supplier.end else {
            return #expect(Bool(false), "\(String(describing: supplier.end))")
        }
    }
}
