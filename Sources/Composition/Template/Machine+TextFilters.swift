// Filters on text. What one makes of markup is markup only where that is safe; elsewhere it is escaped again.

extension Machine {
    // MARK: Markup

    mutating func applyToMarkup(
        _ filter: Filter, _ input: Text, _ argument: Value?, place: Program.Place
    ) -> Text {
        switch filter {
        case .raw: return Text(origin: input.origin, isMarkup: true, start: input.start, end: input.end)
        case .escape: return escaped(input, place)
        case .newlineToBr: return breakingLines(input, place)
        case .urlEncode: return urlEncoded(input)
        case .append: return joined(input, text(argument ?? .nothing))
        case .prepend: return joined(text(argument ?? .nothing), input)
        default: return stripped(input, atStart: filter != .rstrip, atEnd: filter != .lstrip)
        }
    }

    /// HTML of a text.
    ///
    /// In HTML the result is not escaped again, and markup is left as it is.
    private mutating func escaped(_ text: Text, _ place: Program.Place) -> Text {
        guard !text.isMarkup else { return text }
        return making(isMarkup: place == .html) { machine in
            for index in text.start..<text.end { machine.appendEscaped(machine.octet(index, of: text)) }
        }
    }

    private mutating func appendEscaped(_ octet: UInt8) {
        guard let reference = HTMLEscape.reference(for: octet) else { return made.append(octet) }
        reference.withUTF8Buffer { made.append(contentsOf: $0) }
    }

    /// Puts `<br />` before each line end.
    ///
    /// In HTML the rest is escaped here, since the tags must not be.
    private mutating func breakingLines(_ text: Text, _ place: Program.Place) -> Text {
        let isHTML = place == .html
        return making(isMarkup: isHTML) { machine in
            for index in text.start..<text.end {
                let octet = machine.octet(index, of: text)
                let isReturn =
                    octet == 0x0D && index + 1 < text.end && machine.octet(index + 1, of: text) == 0x0A
                if isReturn { continue }
                if octet == 0x0A { machine.made.append(contentsOf: "<br />".utf8) }
                if isHTML, !text.isMarkup { machine.appendEscaped(octet) } else { machine.made.append(octet) }
            }
        }
    }

    /// Two texts in a row; if one is markup, the other becomes markup first.
    private mutating func joined(_ first: Text, _ second: Text) -> Text {
        guard first.isMarkup != second.isMarkup else {
            return making(isMarkup: first.isMarkup) { machine in
                machine.appendMade(first)
                machine.appendMade(second)
            }
        }
        let (first, second) = (escaped(first, .html), escaped(second, .html))
        return making(isMarkup: true) { machine in
            machine.appendMade(first)
            machine.appendMade(second)
        }
    }

    private func stripped(_ text: Text, atStart: Bool, atEnd: Bool) -> Text {
        var text = text
        while atStart, !text.isEmpty, Syntax.isSpace(octet(text.start, of: text)) { text.start += 1 }
        while atEnd, !text.isEmpty, Syntax.isSpace(octet(text.end - 1, of: text)) { text.end -= 1 }
        return text
    }

    /// For the query of a URL: a space becomes `+`, and what is neither a letter, a digit nor `-._~` is encoded.
    private mutating func urlEncoded(_ text: Text) -> Text {
        var result = making { machine in
            for index in text.start..<text.end {
                let octet = machine.octet(index, of: text)
                if octet == 0x20 {
                    machine.made.append(UInt8(ascii: "+"))
                } else if OctetSet.unreserved.contains(octet) {
                    machine.made.append(octet)
                } else {
                    Hexadecimal.append(octet, after: UInt8(ascii: "%"), to: &machine.made)
                }
            }
        }
        result.isURLEncoded = true
        return result
    }

    // MARK: Letters

    mutating func applyToLetters(_ filter: Filter, _ input: Text) -> Text {
        making { machine in
            var index = input.start
            while index < input.end {
                let isUpper = filter == .upcase || filter == .capitalize && index == input.start
                let octet = machine.octet(index, of: input)
                if filter == .stripNewlines {
                    if octet != 0x0A, octet != 0x0D { machine.made.append(octet) }
                    index += 1
                } else if octet < 0x80 {
                    machine.made.append(isUpper ? Syntax.upper(octet) : Syntax.lower(octet))
                    index += 1
                } else {
                    index = machine.appendMapped(index, of: input, isUpper: isUpper)
                }
            }
        }
    }

    /// Appends the scalar at `index` in the other case, and returns where it ends.
    private mutating func appendMapped(_ index: Int, of text: Text, isUpper: Bool) -> Int {
        var end = index + 1
        while end < text.end, end - index < 4, octet(end, of: text) & 0xC0 == 0x80 { end += 1 }
        let octets = (index..<end).map { octet($0, of: text) }
        guard let scalar = String(validating: octets, as: UTF8.self)?.unicodeScalars.first else {
            // Not UTF-8, so no letter: left as it is.
            made.append(contentsOf: octets)
            return end
        }
        made.append(
            contentsOf: (isUpper ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping)
                .utf8)
        return end
    }

    // MARK: Parts

    /// Every `wanted`, or the first, replaced; an empty one stands before every scalar and at the end.
    mutating func replacing(
        _ wanted: Text, in text: Text, by replacement: Text, isOnce: Bool
    ) throws(RowFault) -> Text {
        let limit = limits.octets
        let result = making { machine in
            var start = text.start
            while machine.made.count <= limit, let found = machine.position(of: wanted, in: text, from: start)
            {
                machine.appendMade(Text(origin: text.origin, start: start, end: found))
                machine.appendMade(replacement)
                start = found + wanted.count
                if isOnce { break }
                guard wanted.isEmpty else { continue }
                let next = machine.endOfScalar(start, of: text)
                machine.appendMade(Text(origin: text.origin, start: start, end: next))
                guard start < text.end else { break }
                start = next
            }
            machine.appendMade(Text(origin: text.origin, start: start, end: text.end))
        }
        guard made.count <= limit else { throw RowFault(problem: .outputTooLong(limit: limit)) }
        return result
    }

    /// The last `wanted` replaced; an empty one stands at the end.
    mutating func replacingLast(_ wanted: Text, in text: Text, by replacement: Text) -> Text {
        guard let found = lastIndex(of: wanted, in: text) else { return text }
        return making { machine in
            machine.appendMade(Text(origin: text.origin, start: text.start, end: found))
            machine.appendMade(replacement)
            machine.appendMade(Text(origin: text.origin, start: found + wanted.count, end: text.end))
        }
    }

    /// Where `wanted` begins for the last time, found in time that grows with both lengths together (Knuth, Morris, Pratt).
    private func lastIndex(of wanted: Text, in text: Text) -> Int? {
        guard wanted.count > 0 else { return text.end }
        // From the end to the start, in both.
        let part = Array(octets(of: wanted).reversed())
        var borders = [0]
        var matched = 0
        for octet in part.dropFirst() {
            while matched > 0, part[matched] != octet { matched = borders[matched - 1] }
            if part[matched] == octet { matched += 1 }
            borders.append(matched)
        }
        matched = 0
        for index in stride(from: text.end - 1, through: text.start, by: -1) {
            let octet = octet(index, of: text)
            while matched > 0, part[matched] != octet { matched = borders[matched - 1] }
            if part[matched] == octet { matched += 1 }
            if matched == part.count { return index }
        }
        return nil
    }

    func endOfScalar(_ index: Int, of text: Text) -> Int {
        var end = min(index + 1, text.end)
        while end < text.end, octet(end, of: text) & 0xC0 == 0x80 { end += 1 }
        return end
    }

    /// The first scalars and a mark, `limit` together; the whole text if it has no more.
    mutating func truncating(_ text: Text, to limit: Int, mark: Value?) -> Text {
        let mark = mark.map { self.text($0) }
        let count = octets(of: text).count { $0 & 0xC0 != 0x80 }
        guard count > limit else { return text }
        let markCount = mark.map { octets(of: $0).count { $0 & 0xC0 != 0x80 } } ?? 3
        var end = text.start
        for _ in 0..<max(0, min(count, limit - markCount)) { end = endOfScalar(end, of: text) }
        return making { machine in
            machine.appendMade(Text(origin: text.origin, start: text.start, end: end))
            if let mark { machine.appendMade(mark) } else { machine.made.append(contentsOf: "...".utf8) }
        }
    }
}

extension Syntax {
    static func upper(_ octet: UInt8) -> UInt8 { 0x61...0x7A ~= octet ? octet & 0xDF : octet }

    static func lower(_ octet: UInt8) -> UInt8 { 0x41...0x5A ~= octet ? octet | 0x20 : octet }
}
