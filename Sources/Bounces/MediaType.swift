/// The value of a Content-Type field (RFC 2045 §5.1).
package struct MediaType: Equatable {
    /// `type/subtype` in lower case.
    package private(set) var name: [UInt8] = []
    /// Parameters with their names in lower case; the first of each name.
    private(set) var parameters: [[UInt8]: [UInt8]] = [:]

    package init(parsing value: [UInt8]) {
        let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
        name = value[..<end].trimmed.lowercased
        var rest = value[end...]
        while rest.first == UInt8(ascii: ";") { parseParameter(&rest) }
    }

    package func isNamed(_ name: String) -> Bool { self.name.elementsEqual(name.utf8) }

    package func hasType(_ type: String) -> Bool { name.starts(with: Array((type + "/").utf8)) }

    package func parameter(_ name: String) -> [UInt8]? { parameters[Array(name.utf8)] }

    /// Takes `; name=value` off the front, the value a token or a quoted string.
    private mutating func parseParameter(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.dropFirst()
        let stop = rest.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ";") } ?? rest.endIndex
        let name = rest[..<stop].trimmed.lowercased
        rest = rest[stop...]
        guard rest.first == UInt8(ascii: "=") else { return }
        rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
        var value: [UInt8] = []
        if rest.first == UInt8(ascii: "\"") {
            rest = rest.dropFirst()
            while let octet = rest.popFirst(), octet != UInt8(ascii: "\"") {
                value.append(octet == UInt8(ascii: "\\") ? rest.popFirst() ?? octet : octet)
            }
            rest = rest.drop { $0 != UInt8(ascii: ";") }
        } else {
            let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
            value = rest[..<end].trimmed
            rest = rest[end...]
        }
        if parameters[name] == nil { parameters[name] = value }
    }
}
