import Cryptography

/// The secret that unsubscribe tokens are signed with.
package struct UnsubscribeKey: Equatable, Sendable {
    /// The fewest octets; fewer could be found out by trying.
    package static let shortest = 32

    /// Octets of a signature that are kept: 128 bits cannot be guessed.
    static let tagSize = 16

    private let octets: [UInt8]

    /// - Throws: how many octets there are, when they are too few.
    package init(_ octets: [UInt8]) throws(TooShort) {
        guard octets.count >= Self.shortest else { throw TooShort(octets: octets.count) }
        self.octets = octets
    }

    package struct TooShort: Error, Equatable, Sendable {
        package let octets: Int
    }

    /// Something that tells this key from another one and does not tell the key: for campaign files.
    package func mark() throws(CryptographyFault) -> [UInt8] {
        try Array(HMAC.sha256(key: octets, message: Array("merganser unsubscribe key".utf8)).prefix(8))
    }

    /// What signs `payload`.
    ///
    /// The words before it keep signatures for other purposes under the same key from being taken for one.
    func tag(of payload: ArraySlice<UInt8>) throws(CryptographyFault) -> [UInt8] {
        let message = Array("merganser unsubscribe token\0".utf8) + payload
        return try Array(HMAC.sha256(key: octets, message: message).prefix(Self.tagSize))
    }
}
