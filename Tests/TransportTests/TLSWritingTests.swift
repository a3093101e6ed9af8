import Cryptography
import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

@Suite("What TLS writes")
struct TLSWritingTests {
    @Test("goes out with the flush, each write by itself and with its own promise")
    func flushing() async throws {
        let ends = try Ends(await TestTLS())
        let fates = Fates()
        for text in ["one", "", "three"] { ends.write(text, noting: fates) }
        #expect(try ends.pass(from: ends.client, to: ends.server) == 0)
        #expect(fates.list == [])
        ends.client.flush()
        #expect(fates.list == ["one taken", " taken", "three taken"])
        #expect(try ends.pass(from: ends.client, to: ends.server) == 3)
        #expect(try ends.received() == "onethree")
    }

    @Test("fails when the connection ends before the flush")
    func ending() async throws {
        let ends = try Ends(await TestTLS())
        let fates = Fates()
        ends.write("one", noting: fates)
        ends.client.pipeline.fireChannelInactive()
        #expect(fates.list == ["one \(ChannelError.ioOnClosedChannel)"])
    }

    @Test("goes out before the close_notify")
    func closing() async throws {
        let ends = try Ends(await TestTLS())
        let fates = Fates()
        ends.write("one", noting: fates)
        ends.client.close(promise: nil)
        #expect(fates.list == ["one taken"])
        _ = try ends.pass(from: ends.client, to: ends.server)
        #expect(try ends.received() == "one")
    }
}

/// Two connected channels, for one thread: they are made where they are used, behind whatever had to be waited for.
private struct Ends {
    let client = EmbeddedChannel()
    let server = EmbeddedChannel()

    /// Both ends after their handshake.
    init(_ tls: TestTLS) throws {
        try client.pipeline.syncOperations.addHandler(TestTLS.clientHandler(tls))
        try server.pipeline.syncOperations.addHandler(TLSHandler(TLSEngine(accepting: tls.server)))
        for channel in [client, server] {
            channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 25), promise: nil)
        }
        while try pass(from: client, to: server) + pass(from: server, to: client) > 0 {}
    }

    /// - Returns: how many writes were brought over.
    func pass(from: EmbeddedChannel, to: EmbeddedChannel) throws -> Int {
        var count = 0
        while let buffer = try from.readOutbound(as: ByteBuffer.self) {
            try to.writeInbound(buffer)
            count += 1
        }
        return count
    }

    func received() throws -> String {
        var text = ""
        while let buffer = try server.readInbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    /// Writes without a flush; what became of it is in the list afterwards.
    func write(_ text: String, noting fates: Fates) {
        let promise = client.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { result in
            switch result {
            case .success: fates.list.append("\(text) taken")
            case .failure(let error): fates.list.append("\(text) \(error)")
            }
        }
        client.write(ByteBuffer(string: text), promise: promise)
    }
}

/// Used on the embedded loop only, which is the test's own thread.
private final class Fates: @unchecked Sendable {
    var list: [String] = []
}
