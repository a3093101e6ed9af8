/// A mail, or one part of it: header fields and what follows them (RFC 5322 §2.2, RFC 2045).
///
/// Bounces come from programs of all ages, so what is malformed is passed over and never an error.
package struct Entity {
    package struct Field {
        /// In lower case.
        package let name: [UInt8]
        /// Unfolded, without white space around it.
        package let value: [UInt8]
    }

    package let fields: [Field]
    /// As it was transferred.
    package let body: ArraySlice<UInt8>

    /// Fields looked at in one header; no honest one has more.
    private static let mostFields = 1000

    /// Reads the header up to the first empty line; lines end in LF, with or without CR.
    package init(parsing octets: ArraySlice<UInt8>) {
        var fields: [Field] = []
        var lines = Lines(octets)
        var current: (name: [UInt8], value: [UInt8])?
        while let line = lines.next(), !line.isEmpty {
            if line.first == 0x20 || line.first == 0x09 {
                current?.value.append(contentsOf: line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                if let done = current { fields.append(Field(name: done.name, value: done.value.trimmed)) }
                guard fields.count < Self.mostFields else { break }
                current = (line[..<colon].trimmed.lowercased, Array(line[(colon + 1)...]))
            }
        }
        if let done = current { fields.append(Field(name: done.name, value: done.value.trimmed)) }
        self.fields = fields
        body = lines.rest
    }

    /// The value of the first field of this name, which is in lower case.
    package func value(_ name: String) -> [UInt8]? {
        fields.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    package func values(_ name: String) -> [[UInt8]] {
        fields.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
    }

    /// Without a Content-Type it is plain text (RFC 2045 §5.2).
    package var mediaType: MediaType { MediaType(parsing: value("content-type") ?? Array("text/plain".utf8)) }

    /// The body without its transfer encoding.
    package var content: [UInt8] {
        switch value("content-transfer-encoding")?.lowercased {
        case Array("base64".utf8): TransferEncoding.base64(body)
        case Array("quoted-printable".utf8): TransferEncoding.quotedPrintable(body)
        default: Array(body)
        }
    }
}

/// The lines of some octets, without their ends.
struct Lines: IteratorProtocol, Sequence {
    private(set) var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        guard let end = rest.firstIndex(of: 0x0A) else {
            defer { rest = rest[rest.endIndex...] }
            return rest
        }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
    }
}

extension Collection<UInt8> {
    /// ASCII letters in lower case.
    package var lowercased: [UInt8] { map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }
}

extension BidirectionalCollection<UInt8> {
    /// Without the white space at both ends.
    var trimmed: [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(self[first...last])
    }
}
