/// A list of tags, `name=value; name=value` (RFC 6376 §3.2), as in signatures and in key records.
struct DKIMTags: Equatable, Sendable {
    /// The tag that is no tag, or there twice.
    struct Fault: Error, Equatable { let name: String }

    private var values: [String: [UInt8]] = [:]
    /// The name that stands first.
    private(set) var first: String?

    /// White space is taken out of values: none that we read may have any.
    init(_ list: [UInt8]) throws(Fault) {
        var parts = list.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        // The last tag may have a semicolon behind it.
        if let last = parts.last, last.allSatisfy({ $0 <= 0x20 }) { parts.removeLast() }
        for part in parts {
            let name = String(
                decoding: part.prefix { $0 != UInt8(ascii: "=") }.filter { $0 > 0x20 }, as: UTF8.self)
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")), !name.isEmpty,
                name.utf8.allSatisfy({ OctetSet.lettersAndDigits.contains($0) || $0 == UInt8(ascii: "_") }),
                values[name] == nil
            else { throw Fault(name: name) }
            values[name] = part[(equals + 1)...].filter { $0 > 0x20 }
            if first == nil { first = name }
        }
    }

    subscript(_ name: String) -> [UInt8]? { values[name] }
}
