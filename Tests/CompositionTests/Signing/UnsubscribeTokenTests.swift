import Foundation
import TestSupport
import Testing

@testable import Composition

@Suite("Unsubscribe tokens")
struct UnsubscribeTokenTests {
    private let key: UnsubscribeKey
    private let campaign = [UInt8](0..<16)

    init() throws { key = try UnsubscribeKey([UInt8](repeating: 7, count: 32)) }

    private func address(_ text: String) throws -> EmailAddress {
        try EmailAddress(parsing: Array(text.utf8))
    }

    @Test(
        "A token gives back the address and the campaign it was made for, and fits into a URL as it is",
        arguments: ["ada@example.org", "\"a b\"@example.org", "é@bücher.example", "a@[127.0.0.1]"])
    func roundTrip(text: String) throws {
        let token = UnsubscribeToken(campaignID: campaign, address: try address(text))
        let signed = try token.signed(with: key)
        #expect(signed.allSatisfy { OctetSet.lettersAndDigits.contains($0) || $0 == 0x2D || $0 == 0x5F })
        #expect(signed == (try token.signed(with: key)))
        #expect(try UnsubscribeToken(verifying: signed, with: key) == token)
    }

    @Test("A token that was changed anywhere, cut or continued is not believed")
    func changed() throws {
        let signed = try UnsubscribeToken(campaignID: campaign, address: address("ada@example.org")).signed(
            with: key)
        for index in signed.indices {
            for letter in Array("Aa0-_+/=\n".utf8) where letter != signed[index] {
                var forged = signed
                forged[index] = letter
                #expect(throws: UnsubscribeTokenFault.self) {
                    try UnsubscribeToken(verifying: forged, with: key)
                }
            }
            #expect(throws: UnsubscribeTokenFault.self) {
                try UnsubscribeToken(verifying: Array(signed[..<index]), with: key)
            }
        }
        for addition in ["A", "=", "AAAA", "\n", "\0"] {
            #expect(throws: UnsubscribeTokenFault.self) {
                try UnsubscribeToken(verifying: signed + Array(addition.utf8), with: key)
            }
        }
    }

    @Test("A token signed with another key is forged, and random octets are no token and no trap")
    func forged() throws {
        let other = try UnsubscribeKey([UInt8](repeating: 8, count: 32))
        let signed = try UnsubscribeToken(campaignID: campaign, address: address("ada@example.org")).signed(
            with: other)
        #expect(throws: UnsubscribeTokenFault.forged) { try UnsubscribeToken(verifying: signed, with: key) }
        #expect(try key.mark() != other.mark())
        var random = SplitMix64(seed: 8058)
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: UnsubscribeTokenFault.self) { try UnsubscribeToken(verifying: text, with: key) }
        }
    }

    @Test("A version to come is told as such, and only when it is signed")
    func version() throws {
        var payload: [UInt8] = [2, 0] + Array("a@b".utf8)
        payload += try key.tag(of: payload[...])
        let text = Composing.base64URL(payload)
        #expect(throws: UnsubscribeTokenFault.unknownVersion(2)) {
            try UnsubscribeToken(verifying: text, with: key)
        }
    }

    @Test("A signed payload that holds no address is malformed: lengths are not believed either")
    func signedNonsense() throws {
        for start: [UInt8] in [
            [1, 0], [1, 255, 1], [1, 3, 1, 2, 3], [1, 1, 9] + Array("no address".utf8),
        ] {
            let payload = try start + key.tag(of: start[...])
            #expect(throws: UnsubscribeTokenFault.malformed) {
                try UnsubscribeToken(verifying: Composing.base64URL(payload), with: key)
            }
        }
    }

    @Test("A key has 32 octets or more")
    func keyLength() {
        #expect(throws: UnsubscribeKey.TooShort(octets: 31)) {
            try UnsubscribeKey([UInt8](repeating: 1, count: 31))
        }
    }
}

extension Composing {
    /// Base 64 for URLs, without padding, by Foundation.
    static func base64URL(_ octets: [UInt8]) -> [UInt8] {
        Data(octets).base64EncodedString().utf8.compactMap {
            switch $0 {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: $0
            }
        }
    }
}
