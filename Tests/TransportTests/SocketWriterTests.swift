import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Transport

/// Everything happens on one event loop, and the peer is a plain socket: nothing moves but what a test moves.
@Suite("What is written to the socket itself")
struct SocketWriterTests {
    @Test("is at the kernel when the write is over, and its receipts are given")
    func atOnce() async throws {
        try await run { end in
            end.append("MAIL", then: "mail")
            end.append("", then: "nothing")
            end.append("RCPT")
            end.batch.write(to: end.context)
            #expect(end.told == ["mail", "nothing"])
            #expect(end.peer.read(8) == "MAILRCPT")
        }
    }

    @Test("is taken in part: whole stretches are told of, and what follows keeps its place behind the rest")
    func inPart() async throws {
        try await run(small: true) { end in
            end.fill()
            let taken = end.told.count
            #expect(0 < taken && taken < End.letters.count)
            end.append("", then: "nothing")
            end.batch.write(to: end.context)
            end.append("last", then: "last")
            end.batch.write(to: end.context)
            #expect(end.told.count == taken)
            end.writer.flush(end.context)
            end.expected = End.letters.joined() + "last"
        } afterwards: { end in
            #expect(end.told == End.letters.map { String($0.prefix(1)) } + ["nothing", "last"])
            // The queue is empty: the socket is written to again.
            end.append("more", then: "more")
            end.batch.write(to: end.context)
            #expect(end.told.last == "more")
            #expect(end.peer.read(4) == "more")
        }
    }

    @Test("is overtaken by nothing that who is told of a stretch writes")
    func fromWithin() async throws {
        try await run(small: true) { end in
            end.append("first") {
                end.append("written from within")
                end.batch.write(to: end.context)
            }
            end.fill()
            end.writer.flush(end.context)
            #expect(end.told.count < End.letters.count)
            end.expected = "first" + End.letters.joined() + "written from within"
        }
    }

    @Test("is cut by the end of the connection: told of are exactly the stretches that the peer can read")
    func cut() async throws {
        try await run(small: true) { end in
            end.fill()
            end.writer.flush(end.context)
            let told = end.told.count
            #expect(0 < told && told < End.letters.count)
            end.context.close(promise: nil)
            #expect(end.told.count == told)
            let readable = end.peer.readToEnd()
            #expect(readable.utf8.count / End.stretch == told)
            #expect(End.letters.joined().utf8.starts(with: readable.utf8))
        }
    }

    @Test("is told to nobody when the socket was reset; the channel finds that out, and closes")
    func reset() async throws {
        try await run { end in
            end.peer.reset()
            try end.waitForReset()
            end.append("MAIL", then: "mail")
            end.batch.write(to: end.context)
            #expect(end.context.channel.isActive)
            end.writer.flush(end.context)
            #expect(!end.context.channel.isActive)
            #expect(end.told == [])
        }
    }

    @Test("goes through the channel where it is told that handlers stand in between")
    func notNext() async throws {
        try await run { end in
            end.writer.outlet = .pipeline
            end.append("MAIL", then: "mail")
            end.batch.write(to: end.context)
            #expect(end.told == [])
            end.writer.flush(end.context)
            #expect(end.told == ["mail"])
            #expect(end.peer.read(4) == "MAIL")
        }
    }

    /// Runs both parts on the loop of a connection; between them the peer reads what is expected.
    private func run(
        small: Bool = false, _ first: @escaping @Sendable (End) throws -> Void,
        afterwards: @escaping @Sendable (End) throws -> Void = { _ in }
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let listener = try Loopback.listen(receiveBuffer: small ? 16 * 1024 : nil)
        defer { close(listener.descriptor) }
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_sndbuf), value: small ? 16 * 1024 : 256 * 1024)
            .connect(host: "127.0.0.1", port: listener.port).get()
        let peer = try Peer(accepting: listener.descriptor)
        let expected = try await loop.submit {
            let end = try End(channel, peer)
            try first(end)
            return (NIOLoopBound(end, eventLoop: loop), end.expected)
        }.get()
        #expect(await peer.reading(expected.1.utf8.count) == expected.1)
        try await loop.submit { try afterwards(expected.0.value) }.get()
        try? await channel.close().get()
        peer.close()
    }
}

/// Our end of a connection, with what its receipts said.
private final class End {
    static let stretch = 10_000
    /// More than a small kernel takes, a letter of the alphabet for each stretch.
    static let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map {
        String(repeating: Character(Unicode.Scalar($0)), count: stretch)
    }

    let context: ChannelHandlerContext
    let writer = SocketWriter(.socket)
    let batch: WriteBatch
    let peer: Peer
    private(set) var told: [String] = []
    /// What the peer will read afterwards.
    var expected = ""

    init(_ channel: any Channel, _ peer: Peer) throws {
        try channel.pipeline.syncOperations.addHandler(Bystander())
        context = try channel.pipeline.syncOperations.context(handlerType: Bystander.self)
        batch = WriteBatch(writer)
        self.peer = peer
    }

    func append(_ text: String, then name: String? = nil) {
        batch.append(Array(text.utf8))
        if let name { batch.end { if case .success = $0 { self.told.append(name) } } }
    }

    func append(_ text: String, then tell: @escaping () -> Void) {
        batch.append(Array(text.utf8))
        batch.end { _ in tell() }
    }

    func fill() {
        for text in Self.letters { append(text, then: String(text.prefix(1))) }
        batch.write(to: context)
    }

    func waitForReset() throws {
        try context.pipeline.syncOperations.withUnsafeTransportIfAvailable { (socket: NIOBSDSocket.Handle) in
            var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            #expect(poll(&poller, 1, 30_000) == 1)
        }
    }
}

/// The other end, a blocking socket.
private struct Peer: Sendable {
    struct Fault: Error { let code: Int32 }

    private static let patience = timeval(tv_sec: 30, tv_usec: 0)
    private let descriptor: Int32

    /// - Parameter listener: waited at for the one connection there will be.
    init(accepting listener: Int32) throws {
        try Self.limit(listener)
        descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { throw Fault(code: errno) }
        try Self.limit(descriptor)
    }

    private static func limit(_ socket: Int32) throws {
        var patience = patience
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size) == 0 else {
            throw Fault(code: errno)
        }
    }

    func read(_ count: Int) -> String {
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while octets.count < count {
            let got = recv(descriptor, &piece, min(piece.count, count - octets.count), 0)
            guard got > 0 else { break }
            octets += piece[..<got]
        }
        return String(decoding: octets, as: UTF8.self)
    }

    func readToEnd() -> String { read(.max) }

    /// Reads on a thread that nobody waits for.
    func reading(_ count: Int) async -> String {
        await withCheckedContinuation { continuation in
            NIOThreadPool.singleton.submit { _ in continuation.resume(returning: read(count)) }
        }
    }

    /// Ends the connection at once, with a reset (connect(2): AF_UNSPEC), and keeps the descriptor.
    func reset() {
        var nobody = sockaddr(
            sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
    }

    func close() { Glibc.close(descriptor) }
}
