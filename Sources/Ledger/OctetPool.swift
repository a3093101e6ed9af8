/// Texts of many rows, back to back in one buffer that keeps its room: nothing is allocated for each.
struct OctetPool {
    private(set) var octets: [UInt8] = []

    mutating func removeAll() { octets.removeAll(keepingCapacity: true) }

    mutating func add(_ value: [UInt8]) -> Range<Int> {
        let start = octets.count
        octets.append(contentsOf: value)
        return start..<octets.count
    }

    mutating func add(_ value: String?) -> Range<Int>? {
        guard let value else { return nil }
        let start = octets.count
        octets.append(contentsOf: value.utf8)
        return start..<octets.count
    }

    mutating func add(_ value: [UInt8]?) -> Range<Int>? {
        guard let value else { return nil }
        return add(value)
    }
}
