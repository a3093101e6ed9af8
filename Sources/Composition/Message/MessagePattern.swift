/// Text that is the same for every message, but for places in braces: `bounces+{row}@example.org`.
package struct MessagePattern: Equatable, Sendable {
    /// What can stand in braces.
    package enum Place: String, Sendable, CaseIterable {
        /// The first address of To.
        case recipient
        /// The row's number in the list.
        case row
        /// The campaign's identifier, 32 hexadecimal digits.
        case campaign
        /// The signed token by which a recipient unsubscribes.
        case token
    }

    /// What the filled pattern is for, which decides how an address is written in it.
    package enum Use: Sendable {
        /// As it is.
        case text
        /// In a local part: `user=example.com`, as VERP has it.
        case localPart
        /// In a URL: percent-encoded (RFC 3986 §2.1).
        case url
    }

    private enum Piece: Equatable, Sendable {
        case text([UInt8])
        case place(Place)
    }

    /// As it was written.
    package let source: [UInt8]
    private let pieces: [Piece]

    /// Reads a pattern of printable ASCII.
    ///
    /// - Parameter places: what may stand in its braces.
    package init(parsing text: [UInt8], allowing places: Set<Place>) throws(PatternFault) {
        if let octet = text.first(where: { !(0x20...0x7E ~= $0) }) { throw .notPrintable(octet) }
        var pieces: [Piece] = []
        var rest = text[...]
        while let brace = rest.firstIndex(of: UInt8(ascii: "{")) {
            if brace > rest.startIndex { pieces.append(.text(Array(rest[..<brace]))) }
            guard let end = rest[brace...].firstIndex(of: UInt8(ascii: "}")) else { throw .unclosedBrace }
            let name = String(decoding: rest[(brace + 1)..<end], as: UTF8.self)
            guard let place = Place(rawValue: name), places.contains(place) else {
                throw .unknownPlace(name, known: Place.allCases.filter(places.contains))
            }
            pieces.append(.place(place))
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { pieces.append(.text(Array(rest))) }
        source = text
        self.pieces = pieces
    }

    package func holds(_ place: Place) -> Bool { pieces.contains(.place(place)) }

    /// Appends the pattern with `values` in its places.
    func append(_ values: PatternValues, as use: Use, to output: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .text(let text): output.append(contentsOf: text)
            case .place(.recipient): Self.append(values.recipient, as: use, to: &output)
            case .place(.row): output.append(contentsOf: values.row)
            case .place(.campaign): output.append(contentsOf: values.campaign)
            case .place(.token): output.append(contentsOf: values.token)
            }
        }
    }

    private static func append(_ address: [UInt8], as use: Use, to output: inout [UInt8]) {
        for octet in address {
            switch use {
            case .text: output.append(octet)
            case .localPart where octet == UInt8(ascii: "@"): output.append(UInt8(ascii: "="))
            case .localPart
            where octet != UInt8(ascii: "+") && (OctetSet.atom.contains(octet) || octet == UInt8(ascii: ".")):
                output.append(octet)
            case .localPart: Hexadecimal.append(octet, after: UInt8(ascii: "+"), to: &output)
            case .url where OctetSet.unreserved.contains(octet): output.append(octet)
            case .url: Hexadecimal.append(octet, after: UInt8(ascii: "%"), to: &output)
            }
        }
    }
}

/// What a pattern's places stand for in one message.
struct PatternValues: Equatable, Sendable {
    var recipient: [UInt8] = []
    var row: [UInt8] = []
    var campaign: [UInt8] = []
    var token: [UInt8] = []
}

/// Why a text is no pattern, or not one for its purpose.
package enum PatternFault: Error, Equatable, Sendable {
    case notPrintable(UInt8)
    case unclosedBrace
    case unknownPlace(String, known: [MessagePattern.Place])
    /// What it makes is no address.
    case address(AddressFault, String)
    /// ENVID may have 100 octets once it is encoded (RFC 3461 §4.4).
    case envelopeIDTooLong(octets: Int)
    /// Neither an https nor a mailto URL.
    case scheme
    /// An octet that a URL in a header cannot have.
    case notInURL(UInt8)
    /// Whoever follows the link could not be told from anybody else.
    case noToken
    /// A token, and no key to sign it with.
    case noKey
    /// Two URLs of one scheme.
    case repeatedScheme
}

extension MessagePattern {
    /// A pattern that makes the reverse path of each message.
    package static func returnPath(_ text: [UInt8]) throws(PatternFault) -> MessagePattern {
        let pattern = try MessagePattern(parsing: text, allowing: [.recipient, .row, .campaign])
        var sample: [UInt8] = []
        let values = PatternValues(
            recipient: Array("a@b".utf8), row: [0x31], campaign: Array(repeating: 0x30, count: 32))
        pattern.append(values, as: .localPart, to: &sample)
        do {
            _ = try EmailAddress(parsing: sample)
        } catch {
            throw .address(error, String(decoding: sample, as: UTF8.self))
        }
        return pattern
    }

    /// A pattern that makes the ENVID of each message.
    package static func envelopeID(_ text: [UInt8]) throws(PatternFault) -> MessagePattern {
        let pattern = try MessagePattern(parsing: text, allowing: [.row, .campaign])
        var longest: [UInt8] = []
        let values = PatternValues(
            row: Array(String(Int.max).utf8), campaign: Array(repeating: 0x30, count: 32))
        pattern.append(values, as: .text, to: &longest)
        // `+`, `=` and the space take three octets each in xtext.
        let encoded = longest.reduce(0) { $0 + ([0x20, 0x2B, 0x3D].contains($1) ? 3 : 1) }
        guard encoded <= 100 else { throw .envelopeIDTooLong(octets: encoded) }
        return pattern
    }

    /// `campaign-row`, which tells every message from every other.
    package static let standardEnvelopeID = MessagePattern(
        source: Array("{campaign}-{row}".utf8),
        pieces: [.place(.campaign), .text([UInt8(ascii: "-")]), .place(.row)])

    private init(source: [UInt8], pieces: [Piece]) {
        self.source = source
        self.pieces = pieces
    }
}
