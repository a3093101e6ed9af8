/// Writes a value so that it stays where it is merged: first as the grammar there wants it, then escaped as HTML.
struct MarkupWriter {
    let place: MarkupPlace
    /// Whether the value is HTML of text, as captures and some filters make it.
    let isMarkup: Bool
    /// Whether the value was encoded for a URL already.
    let isEncoded: Bool

    func write(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) throws(RowFault) {
        switch place.grammar {
        case .text where isMarkup: writeMarkup(octets, to: &output)
        case .text: for octet in octets { put(octet, to: &output) }
        case .style: try writeStyle(octets, to: &output)
        case .component where isEncoded && !place.isUnquoted && !place.isInComment:
            // Nothing is left in it that HTML escapes.
            output.append(contentsOf: octets)
        case .url, .urlRest, .host, .authority, .path, .component:
            try URLWriter(self).write(octets, to: &output)
        }
    }

    /// Appends an octet of the value, escaped.
    func put(_ octet: UInt8, to output: inout [UInt8]) {
        if let reference = HTMLEscape.reference(for: octet) {
            reference.withUTF8Buffer { output.append(contentsOf: $0) }
        } else if place.isUnquoted && Self.endsUnquoted.contains(octet)
            || place.isInComment && Self.endsComment.contains(octet)
        {
            Self.appendReference(to: octet, &output)
        } else {
            output.append(octet)
        }
    }

    /// What would end an unquoted value or is an error in it (WHATWG HTML §13.2.5.38), and is not escaped anyway.
    private static let endsUnquoted = OctetSet(0x00...0x20, and: "=`")
    private static let endsComment = OctetSet(and: "-!")

    static func appendReference(to octet: UInt8, _ output: inout [UInt8]) {
        output.append(contentsOf: "&#".utf8)
        Decimal(Int(octet)).append(to: &output)
        output.append(UInt8(ascii: ";"))
    }

    // MARK: Markup

    /// Markup where no tag can be: what is escaped in it stays so, and its tags are shown.
    private func writeMarkup(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var previous: UInt8?
        for index in octets.indices {
            let octet = octets[index]
            if octet == UInt8(ascii: "&") || place.takesMarkup && octet != UInt8(ascii: "-") {
                output.append(octet)
            } else if place.takesMarkup {
                // Names hold dashes, where references mean nothing; only two in a row can end the comment.
                let isAlone =
                    previous.map { $0 != octet } ?? false && index + 1 < octets.endIndex
                    && octets[index + 1] != octet
                if isAlone { output.append(octet) } else { Self.appendReference(to: octet, &output) }
            } else {
                put(octet, to: &output)
            }
            previous = octet
        }
    }

    // MARK: Styles

    /// A colour, a length, a name; nothing that could begin another property, a URL or a function.
    private func writeStyle(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) throws(RowFault) {
        var word = octets.startIndex
        var value = MarkupOctets(octets, isMarkup: isMarkup)
        while let octet = value.next() {
            let isAllowed =
                octet == UInt8(ascii: "(")
                ? Self.colourFunctions.contains { Syntax.equal(octets[word..<(value.index - 1)], $0) }
                : Self.styleOctets.contains(octet)
            guard isAllowed else {
                let rest = octets[(value.index - 1)...].prefix(4)
                let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
                throw RowFault(problem: .styleValue(octet < 0x80 ? Unicode.Scalar(octet) : scalar))
            }
            if !OctetSet.lettersAndDigits.contains(octet) { word = value.index }
            put(octet, to: &output)
        }
    }

    private static let styleOctets = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: " #%+,-._)")
    private static let colourFunctions: [StaticString] = ["rgb", "rgba", "hsl", "hsla"]
}

/// The octets that a value stands for: those of a text, or those that markup shows.
struct MarkupOctets: IteratorProtocol {
    private let octets: ArraySlice<UInt8>
    private let isMarkup: Bool
    /// Where the next octet comes from.
    private(set) var index: Int

    init(_ octets: ArraySlice<UInt8>, isMarkup: Bool) {
        self.octets = octets
        self.isMarkup = isMarkup
        index = octets.startIndex
    }

    mutating func next() -> UInt8? {
        guard index < octets.endIndex else { return nil }
        let octet = octets[index]
        index += 1
        guard isMarkup, octet == UInt8(ascii: "&") else { return octet }
        // The references that escaping makes. What else the author wrote is taken as it stands.
        for special in HTMLEscape.specialOctets {
            guard let reference = HTMLEscape.reference(for: special) else { continue }
            let end = index - 1 + reference.utf8CodeUnitCount
            guard end <= octets.endIndex, Syntax.equal(octets[(index - 1)..<end], reference) else { continue }
            index = end
            return special
        }
        return octet
    }
}

extension Syntax {
    /// Whether `text` is `word`, but for the case of its letters.
    static func equal(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            text.count == word.count && zip(text, word).allSatisfy { lower($0) == $1 }
        }
    }
}
