import Composition
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Addresses seen before")
struct SeenAddressesTests {
    @Test(
        "Each address is new once and then known by the row it was first seen in, in memory and in a file, through every growth",
        arguments: [Int.max, 4999, 5000, 1000, 40])
    func manyAddresses(limit: Int) throws {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2), limit: limit)
        for row in 1...5000 {
            #expect(try seen.firstRow(of: Array("user\(row)@example.com".utf8), orInsert: row) == nil)
        }
        for row in 1...5000 {
            #expect(try seen.firstRow(of: Array("user\(row)@example.com".utf8), orInsert: 9999) == row)
        }
    }

    @Test("What is in memory and what is in a file agree about rows drawn by chance")
    func agreement() throws {
        var chance = SplitMix64(seed: 7)
        var small = SeenAddresses(key: KeyedHash(key0: 3, key1: 4), limit: 100)
        var known: [String: Int] = [:]
        for row in 1...20_000 {
            let address = "a\(chance.next() % 9000)@example.com"
            #expect(try small.firstRow(of: Array(address.utf8), orInsert: row) == known[address])
            known[address] = known[address] ?? row
        }
    }

    @Test("Addresses that look the same and have other octets are two")
    func canonicallyEqual() throws {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2))
        #expect(try seen.firstRow(of: Array("caf\u{E9}@example.com".utf8), orInsert: 1) == nil)
        #expect(try seen.firstRow(of: Array("cafe\u{301}@example.com".utf8), orInsert: 2) == nil)
    }

    @Test("A prefix of a known address is another address")
    func prefix() throws {
        var seen = SeenAddresses(key: KeyedHash(key0: 1, key1: 2))
        _ = try seen.firstRow(of: Array("ada@example.com".utf8), orInsert: 1)
        #expect(try seen.firstRow(of: Array("ada@example.co".utf8), orInsert: 2) == nil)
    }
}
