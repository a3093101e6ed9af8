import TestSupport
import Testing

@testable import Cryptography

@Suite("One TLS connection in memory")
struct TLSEngineTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    private func pair() throws -> (client: TLSEngine, server: TLSEngine) {
        let client = try TLSEngine(certificates.client(), serverName: "mail.example.org")
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("good")))
        return (client, server)
    }

    private func openPair() throws -> (client: TLSEngine, server: TLSEngine) {
        let (client, server) = try pair()
        try shakeHands(client, server)
        return (client, server)
    }

    @Test("The handshake completes however its octets are cut", arguments: [Int.max, 1, 2, 5, 6, 100, 1_000])
    func handshake(size: Int) throws {
        let (client, server) = try pair()
        try shakeHands(client, server, octetsAtATime: size)
        #expect(client.negotiated?.version == "TLSv1.3")
        #expect(client.negotiated?.cipher == server.negotiated?.cipher)
        try client.write(Array("EHLO".utf8))
        try carry(from: client, to: server)
        #expect(try server.readAll().plaintext == Array("EHLO".utf8))
    }

    @Test("Before the handshake is complete nothing is negotiated, read or written")
    func early() throws {
        let (client, server) = try pair()
        #expect(client.negotiated == nil)
        #expect(throws: TLSFault.notOpen) { try client.write([1, 2, 3]) }
        #expect(try client.readAll() == ([], .more))
        #expect(try client.handshake() == false)
        #expect(throws: TLSFault.notOpen) { try client.write([1, 2, 3]) }
        client.shutdown()
        try shakeHands(client, server)
    }

    @Test(
        "Plaintext arrives unchanged, whatever the sizes of writes and of what the wire brings",
        arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func splits(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let (client, server) = try openPair()
        for (sender, receiver) in [(client, server), (server, client)] {
            var sent: [UInt8] = []
            var wire: [UInt8] = []
            for _ in 0..<40 {
                let plaintext = chance.octets(
                    Int.random(in: 0...(1 << Int.random(in: 0...16, using: &chance)), using: &chance))
                try sender.write(plaintext)
                sent += plaintext
                if Bool.random(using: &chance) { sender.takeCiphertext(appendingTo: &wire) }
            }
            sender.takeCiphertext(appendingTo: &wire)
            var received: [UInt8] = []
            var rest = wire[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...(1 << Int.random(in: 0...15, using: &chance)), using: &chance)
                try receiver.receive(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
                if Bool.random(using: &chance) { #expect(try receiver.read(appendingTo: &received) == .more) }
            }
            #expect(try receiver.read(appendingTo: &received) == .more)
            #expect(received == sent, "seed \(seed)")
        }
    }

    @Test("A write of several megabytes goes through in one call")
    func large() throws {
        let (client, server) = try openPair()
        let plaintext = (0..<5_000_001).map { UInt8(truncatingIfNeeded: $0 / 251) }
        try client.write(plaintext)
        try carry(from: client, to: server)
        #expect(try server.readAll().plaintext == plaintext)
    }

    @Test("A write of nothing is nothing")
    func nothing() throws {
        let (client, _) = try openPair()
        try client.write([])
        #expect(client.ciphertextCount == 0)
    }

    @Test("Ciphertext is taken in pieces as large as there is room for")
    func pieces() throws {
        let (client, server) = try openPair()
        let plaintext = [UInt8](repeating: 7, count: 40_000)
        try client.write(plaintext)
        let total = client.ciphertextCount
        var wire: [UInt8] = []
        while client.ciphertextCount > 0 {
            let piece = withUnsafeTemporaryAllocation(byteCount: 999, alignment: 1) { room in
                var span = OutputRawSpan(buffer: room, initializedCount: 0)
                span.append(0)
                client.takeCiphertext(into: &span)
                let count = span.finalize(for: room)
                return Array(room[1..<count])
            }
            #expect(piece.count == min(998, total - wire.count))
            wire += piece
        }
        try server.receive(wire)
        #expect(try server.readAll().plaintext == plaintext)
    }

    @Test("What the peer closed is complete, and the answer still goes out")
    func close() throws {
        let (client, server) = try openPair()
        try server.write(Array("221 bye\r\n".utf8))
        server.shutdown()
        try carry(from: server, to: client)
        #expect(!client.hasPeerClosed)
        #expect(try client.readAll() == (Array("221 bye\r\n".utf8), .closed))
        #expect(client.hasPeerClosed)
        #expect(try client.readAll() == ([], .closed))
        try client.write(Array("last words".utf8))
        client.shutdown()
        try carry(from: client, to: server)
        #expect(try server.readAll() == (Array("last words".utf8), .closed))
    }

    @Test("Nothing can be written after the end was said")
    func writeAfterShutdown() throws {
        let (client, _) = try openPair()
        client.shutdown()
        client.shutdown()
        #expect(throws: TLSFault.notOpen) { try client.write([1]) }
    }

    @Test("A stream cut at any octet gives whole records only, and never looks closed")
    func truncation() throws {
        let (client, server) = try openPair()
        try server.write(Array("250 one\r\n".utf8))
        let first = server.takeCiphertext()
        try server.write(Array("250 two\r\n".utf8))
        server.shutdown()
        let wire = first + server.takeCiphertext()
        var received: [UInt8] = []
        for (index, octet) in wire.enumerated() {
            #expect(!client.hasPeerClosed)
            try client.receive([octet])
            let state = try client.read(appendingTo: &received)
            #expect(state == (index == wire.count - 1 ? .closed : .more))
            if index < first.count { #expect(received.count == (index == first.count - 1 ? 9 : 0)) }
        }
        #expect(received == Array("250 one\r\n250 two\r\n".utf8))
    }

    @Test("A damaged record ends the connection for good, and the alert says so")
    func damaged() throws {
        let (client, server) = try openPair()
        try server.write(Array("250 ok\r\n".utf8))
        var wire = server.takeCiphertext()
        wire[wire.count - 1] ^= 1
        try client.receive(wire)
        let fault = try #require(throws: TLSFault.self) { try client.readAll() }
        guard case .violation = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(throws: fault) { try client.readAll() }
        #expect(throws: fault) { try client.write([1]) }
        client.shutdown()
        try carry(from: client, to: server)
        #expect(throws: TLSFault.alert(code: 20, name: "bad record mac")) { try server.readAll() }
    }

    @Test(
        "A greeting in plain text is told from TLS",
        arguments: ["220 mail.example.org ESMTP\r\n", "HTTP/1.1 400 no\r\n"])
    func plainText(greeting: String) throws {
        let (client, _) = try pair()
        #expect(try client.handshake() == false)
        try client.receive(Array(greeting.utf8))
        #expect(throws: TLSFault.notTLS) { try client.handshake() }
    }

    @Test(
        "A client that speaks plain text to the server is told from TLS",
        arguments: ["EHLO mail.example.org\r\n", "GET / HTTP/1.1\r\n\r\n"])
    func plainTextClient(greeting: String) throws {
        let (_, server) = try pair()
        try server.receive(Array(greeting.utf8))
        #expect(throws: TLSFault.notTLS) { try server.handshake() }
    }

    @Test(
        "The death of one connection does not touch another on the same thread",
        arguments: [1, 2] as [UInt64])
    func neighbours(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let pairs = try (0..<64).map { _ in try openPair() }
        for round in 0..<3 {
            for (index, (client, server)) in pairs.enumerated() where round == 0 || index % 3 != 0 {
                try server.write(Array("250 \(index) in round \(round)\r\n".utf8))
                var wire = server.takeCiphertext()
                let isKilled = index % 3 == 0
                if isKilled { wire[Int.random(in: wire.indices, using: &chance)] ^= 0x55 }
                try client.receive(wire)
                let read = try? client.readAll()
                let expected = Array("250 \(index) in round \(round)\r\n".utf8)
                #expect(
                    isKilled ? read?.plaintext.isEmpty ?? true : read?.plaintext == expected, "seed \(seed)")
            }
        }
    }
}
