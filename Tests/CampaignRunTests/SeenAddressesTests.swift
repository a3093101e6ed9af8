import Composition
import Testing

@testable import CampaignRun

@Suite("Addresses seen before")
struct SeenAddressesTests {
    @Test("Each address is new once and then known by the row it was first seen in, through every growth")
    func manyAddresses() {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2))
        for row in 1...5000 {
            #expect(seen.firstRow(of: Array("user\(row)@example.com".utf8), orInsert: row) == nil)
        }
        for row in 1...5000 {
            #expect(seen.firstRow(of: Array("user\(row)@example.com".utf8), orInsert: 9999) == row)
        }
    }

    @Test("Addresses that look the same and have other octets are two")
    func canonicallyEqual() {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2))
        #expect(seen.firstRow(of: Array("caf\u{E9}@example.com".utf8), orInsert: 1) == nil)
        #expect(seen.firstRow(of: Array("cafe\u{301}@example.com".utf8), orInsert: 2) == nil)
    }

    @Test("A prefix of a known address is another address")
    func prefix() {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2))
        _ = seen.firstRow(of: Array("ada@example.com".utf8), orInsert: 1)
        #expect(seen.firstRow(of: Array("ada@example.co".utf8), orInsert: 2) == nil)
    }
}
