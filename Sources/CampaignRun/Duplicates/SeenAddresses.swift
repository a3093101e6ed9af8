import Composition

/// The folded addresses of a list and the row each was first seen in.
///
/// What is kept of an address is 96 bits of a keyed hash: whoever writes the list does not know the key and can neither
/// choose addresses that collide nor fill one place of the table, and among ten million others the chance that two
/// are taken for one is under 10⁻¹⁵. The last addresses are in memory, in an open hash table; whenever there are
/// ``limit`` of them they go into a file (``AddressRuns``).
struct SeenAddresses {
    private let key: KeyedHash
    /// Addresses in memory at the most.
    private let limit: Int
    /// The size is a power of two, the place of an entry the low bits of its hash.
    private var table = [SeenAddress](repeating: .none, count: 1024)
    private var count = 0
    private var runs: AddressRuns?

    /// - Parameter limit: addresses kept in memory at the most.
    init(key: KeyedHash, limit: Int = 3 << 16) {
        self.key = key
        self.limit = limit
    }

    /// The row `address` was first seen in, or nil after remembering it as seen in `row`.
    ///
    /// - Throws: ``FileFault`` when a file is needed and cannot be written.
    mutating func firstRow(of address: [UInt8], orInsert row: Int) throws(FileFault) -> Int? {
        let hash = key.hash(address)
        let new = SeenAddress(
            hash: hash.0, more: UInt32(truncatingIfNeeded: hash.1), row: UInt32(clamping: row))
        let slot = place(of: new)
        if table[slot].row != 0 { return Int(table[slot].row) }
        if let runs, let known = try runs.row(of: new) { return known }
        table[slot] = new
        count += 1
        if count >= limit {
            try spill()
        } else if count * 4 > table.count * 3 {
            grow()
        }
        return nil
    }

    /// Where the address is, or where it belongs.
    private func place(of address: SeenAddress) -> Int {
        var slot = Int(truncatingIfNeeded: address.hash) & (table.count - 1)
        while table[slot].row != 0, !table[slot].isSame(as: address) { slot = (slot + 1) & (table.count - 1) }
        return slot
    }

    private mutating func grow() {
        let old = table
        table = [SeenAddress](repeating: .none, count: old.count * 2)
        for address in old where address.row != 0 { table[place(of: address)] = address }
    }

    private mutating func spill() throws(FileFault) {
        let file: AddressRuns
        if let runs { file = runs } else { file = try AddressRuns() }
        runs = file
        try file.add(table.filter { $0.row != 0 }.sorted())
        for slot in table.indices { table[slot] = .none }
        count = 0
    }
}

/// What is kept of one address: 16 octets.
struct SeenAddress: Comparable {
    let hash: UInt64
    let more: UInt32
    /// Where it was first seen, from 1; 0 where there is none.
    let row: UInt32

    static let none = SeenAddress(hash: 0, more: 0, row: 0)

    func isSame(as other: SeenAddress) -> Bool { hash == other.hash && more == other.more }

    static func < (first: SeenAddress, second: SeenAddress) -> Bool {
        first.hash != second.hash ? first.hash < second.hash : first.more < second.more
    }
}
