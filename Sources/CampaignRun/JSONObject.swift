/// Writes one JSON object member by member (RFC 8259) without building it first.
package struct JSONObject {
    private(set) var octets: [UInt8] = [UInt8(ascii: "{")]

    package init() {}

    package mutating func add(_ name: String, _ value: Int) {
        startMember(name)
        octets.append(contentsOf: String(value).utf8)
    }

    /// With one digit behind the point.
    ///
    /// - Parameter value: finite, and far from the ends of 64 bits.
    package mutating func add(_ name: String, tenths value: Double) {
        let tenths = Int((value * 10).rounded())
        startMember(name)
        octets.append(contentsOf: "\(tenths / 10).\(abs(tenths % 10))".utf8)
    }

    package mutating func add(_ name: String, _ value: Int?) {
        if let value { add(name, value) }
    }

    package mutating func add(_ name: String, _ value: Bool) {
        startMember(name)
        octets.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func add(_ name: String, _ object: JSONObject) {
        startMember(name)
        var object = object
        octets += object.finish()
    }

    package mutating func add(_ name: String, _ value: String?) {
        if let value { add(name, Array(value.utf8)) }
    }

    /// Adds text; what is not UTF-8 becomes U+FFFD, control characters are escaped.
    package mutating func add(_ name: String, _ text: [UInt8]) {
        startMember(name)
        appendString(String(decoding: text, as: UTF8.self).utf8)
    }

    mutating func add(_ name: String, _ texts: [String]) {
        addList(name, texts) { $0.appendString($1.utf8) }
    }

    package mutating func add(_ name: String, _ numbers: [Int]) {
        addList(name, numbers) { $0.octets.append(contentsOf: String($1).utf8) }
    }

    mutating func add(_ name: String, _ objects: [JSONObject]) {
        addList(name, objects) { list, object in
            var object = object
            list.octets += object.finish()
        }
    }

    private mutating func addList<Element>(
        _ name: String, _ elements: [Element], _ append: (inout JSONObject, Element) -> Void
    ) {
        startMember(name)
        octets.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { octets.append(UInt8(ascii: ",")) }
            append(&self, element)
        }
        octets.append(UInt8(ascii: "]"))
    }

    package mutating func finish() -> [UInt8] {
        octets.append(UInt8(ascii: "}"))
        return octets
    }

    private mutating func startMember(_ name: String) {
        if octets.count > 1 { octets.append(UInt8(ascii: ",")) }
        appendString(name.utf8)
        octets.append(UInt8(ascii: ":"))
    }

    private mutating func appendString(_ text: some Sequence<UInt8>) {
        octets.append(UInt8(ascii: "\""))
        for octet in text {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets += [UInt8(ascii: "\\"), octet]
            case ..<0x20, 0x7F:
                octets += Array("\\u00".utf8) + Array([octet].hexadecimal.utf8)
            default:
                octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }
}
