@testable import Cryptography

/// One end of a connection in memory: an engine, or a peer that breaks the rules.
protocol Endpoint: AnyObject {
    func receive(_ ciphertext: [UInt8]) throws
    func handshake() throws -> Bool
    func takeCiphertext() -> [UInt8]
}

extension TLSEngine: Endpoint {
    func receive(_ ciphertext: [UInt8]) throws {
        try receive(ciphertext.span.bytes)
    }

    func takeCiphertext() -> [UInt8] {
        var ciphertext: [UInt8] = []
        takeCiphertext(appendingTo: &ciphertext)
        return ciphertext
    }

    func write(_ plaintext: [UInt8]) throws {
        try write(plaintext.span.bytes)
    }

    /// All plaintext that is there, and whether the peer may say more.
    func readAll() throws -> (plaintext: [UInt8], state: ReadState) {
        var plaintext: [UInt8] = []
        let state = try read(appendingTo: &plaintext)
        return (plaintext, state)
    }
}

struct HandshakeStalled: Error {}

/// Carries octets between two ends until both say that the handshake is complete.
///
/// - Parameter size: how many octets an end is given at a time.
func shakeHands(_ client: any Endpoint, _ server: any Endpoint, octetsAtATime size: Int = .max) throws {
    var clientIsDone = false
    var serverIsDone = false
    for _ in 0..<10 {
        if !clientIsDone { clientIsDone = try client.handshake() }
        try carry(from: client, to: server, octetsAtATime: size) {
            if !serverIsDone { serverIsDone = try server.handshake() }
        }
        try carry(from: server, to: client, octetsAtATime: size) {
            if !clientIsDone { clientIsDone = try client.handshake() }
        }
        if clientIsDone && serverIsDone { return }
    }
    throw HandshakeStalled()
}

/// Carries what `sender` has for the wire to `receiver`, telling it after each piece.
func carry(
    from sender: any Endpoint, to receiver: any Endpoint, octetsAtATime size: Int = .max,
    then work: () throws -> Void = {}
) throws {
    var rest = sender.takeCiphertext()[...]
    while !rest.isEmpty {
        try receiver.receive(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
        try work()
    }
}

/// The fault a client ends with when it meets a server; nil when the two come to terms.
func fault(of client: TLSEngine, meeting server: any Endpoint) -> TLSFault? {
    do {
        try shakeHands(client, server)
        return nil
    } catch {
        return error as? TLSFault
    }
}
