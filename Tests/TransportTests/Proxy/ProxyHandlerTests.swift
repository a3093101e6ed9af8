import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

/// Holds what reaches the handlers behind the proxy's.
private final class Relayed: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var octets: [UInt8] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        octets += Array(unwrapInboundIn(data).readableBytesView)
    }
}

@Suite("The time a proxy has")
struct ProxyHandlerTests {
    private final class Talk {
        let channel = EmbeddedChannel()
        var result: Result<Void, any Error>?
        var fault: ProxyFault? {
            guard case .failure(let error) = result else { return nil }
            return error as? ProxyFault
        }

        init(_ handshake: any ProxyHandshake) throws {
            let answered = channel.embeddedEventLoop.makePromise(of: Void.self)
            let bound = NIOLoopBound(self, eventLoop: channel.embeddedEventLoop)
            answered.futureResult.whenComplete { bound.value.result = $0 }
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1080)).wait()
            try channel.pipeline.syncOperations.addHandler(
                ProxyHandler(handshake, timeout: .seconds(30), answered: answered))
        }

        func hear(_ octets: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: octets)) }
        func wait(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }
    }

    private let handshakes: [(any ProxyHandshake, [UInt8], UInt8)] = [
        (
            ConnectHandshake(to: "mx.example", port: 25, user: nil, password: []),
            Array("HTTP/1.1 200 O".utf8), UInt8(ascii: "K")
        ),
        (
            SocksHandshake(to: "mx.example", port: 25, user: nil, password: []), [5, 0, 5, 0, 0, 3, 255],
            UInt8(ascii: "a")
        ),
    ]

    @Test("ends for all of its answers together, however many octets drip in")
    func dripping() throws {
        for (handshake, beginning, drop) in handshakes {
            let talk = try Talk(handshake)
            for octet in beginning { try talk.hear([octet]) }
            for _ in 1...29 {
                talk.wait(.seconds(1))
                try talk.hear([drop])
            }
            talk.wait(.seconds(1) - .nanoseconds(1))
            #expect(talk.result == nil && talk.channel.isActive)
            talk.wait(.nanoseconds(1))
            #expect(talk.fault == .timedOut && !talk.channel.isActive)
        }
    }

    @Test("ends without an octet, too, and not behind the last answer")
    func silence() throws {
        let silent = try Talk(SocksHandshake(to: "mx.example", port: 25, user: nil, password: []))
        silent.wait(.seconds(30))
        #expect(silent.fault == .timedOut)
        let prompt = try Talk(SocksHandshake(to: "mx.example", port: 25, user: nil, password: []))
        try prompt.hear([5, 0])
        try prompt.hear([5, 0, 0, 1, 0, 0, 0, 0, 0, 0] + Array("220 ".utf8))
        prompt.wait(.minutes(5))
        #expect(prompt.channel.isActive && prompt.fault == nil && prompt.result != nil)
        // What comes before the handlers of the conversation are there is theirs all the same.
        try prompt.hear(Array("relay".utf8))
        let relayed = Relayed()
        try prompt.channel.pipeline.syncOperations.addHandler(relayed)
        Proxy.release(prompt.channel)
        try prompt.hear(Array("\r\n".utf8))
        #expect(relayed.octets == Array("220 relay\r\n".utf8))
    }
}
