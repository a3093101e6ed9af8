/// One JSON object being written: an event of the log.
///
/// Reused from event to event, so that logging a message allocates nothing.
struct EventLine {
    private(set) var octets: [UInt8] = []

    mutating func begin(_ event: StaticString) {
        octets.removeAll(keepingCapacity: true)
        append(#"{"event":""#)
        append(event)
        append("\"")
    }

    mutating func end() {
        append("}\n")
    }

    mutating func add(_ name: StaticString, _ value: Int) {
        begin(name: name)
        octets.append(decimal: value)
    }

    mutating func add(_ name: StaticString, _ value: Bool) {
        begin(name: name)
        append(value ? "true" : "false")
    }

    mutating func add(_ name: StaticString, _ value: StaticString) {
        begin(name: name)
        append("\"")
        append(value)
        append("\"")
    }

    /// Adds a string, or `null` for `nil`.
    mutating func add(_ name: StaticString, text: ArraySlice<UInt8>?) {
        begin(name: name)
        guard let text else { return append("null") }
        appendQuoted(text)
    }

    mutating func add(_ name: StaticString, list envelope: Envelope) {
        begin(name: name)
        append("[")
        for index in 0..<envelope.recipientCount {
            if index > 0 { append(",") }
            appendQuoted(envelope.recipient(index))
        }
        append("]")
    }

    /// What stood behind the path of each RCPT.
    mutating func add(_ name: StaticString, parametersOf envelope: Envelope) {
        begin(name: name)
        append("[")
        for index in 0..<envelope.recipientCount {
            if index > 0 { append(",") }
            appendQuoted(envelope.recipientParameters(index))
        }
        append("]")
    }

    private mutating func begin(name: StaticString) {
        append(",\"")
        append(name)
        append("\":")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { octets.append(contentsOf: $0) }
    }

    /// A JSON string (RFC 8259 §7).
    ///
    /// Octets that are not UTF-8 become the code points of the same number, so
    /// that a line of the log can always be parsed.
    private mutating func appendQuoted(_ text: ArraySlice<UInt8>) {
        octets.append(UInt8(ascii: "\""))
        let isPlain = text.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        if isPlain {
            octets.append(contentsOf: text)
        } else {
            appendEscaped(text)
        }
        octets.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: ArraySlice<UInt8>) {
        let isText = String(validating: text, as: UTF8.self) != nil
        for octet in text {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case 0x20...0x7E:
                octets.append(octet)
            case 0x80... where isText:
                octets.append(octet)
            default:
                append(#"\u00"#)
                octets.append(Self.hexadecimal(octet >> 4))
                octets.append(Self.hexadecimal(octet & 15))
            }
        }
    }

    private static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}
