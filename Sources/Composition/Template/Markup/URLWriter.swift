/// Writes a value as a part of a URL (RFC 3986), percent-encoded as that part needs.
struct URLWriter {
    private let writer: MarkupWriter
    private let grammar: MarkupPlace.Grammar

    init(_ writer: MarkupWriter) {
        self.writer = writer
        grammar = writer.place.grammar
    }

    func write(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) throws(RowFault) {
        var octets = octets
        if grammar == .url {
            // As browsers do.
            while let first = octets.first, first <= 0x20 { octets.removeFirst() }
            while let last = octets.last, last <= 0x20 { octets.removeLast() }
            try checkScheme(octets)
        }
        if grammar == .host || grammar == .authority { try checkHost(octets) }
        var reach = Reach()
        var value = MarkupOctets(octets, isMarkup: writer.isMarkup)
        try writeSlashes(of: &value, &reach, to: &output)
        while let octet = value.next() {
            if stays(octet, value, &reach) {
                writer.put(octet, to: &output)
            } else {
                encode(octet, to: &output)
            }
        }
    }

    /// Writes the slashes that a path begins with, so that no two of them begin the URL: the name of a host would follow.
    private func writeSlashes(
        of value: inout MarkupOctets, _ reach: inout Reach, to output: inout [UInt8]
    ) throws(RowFault) {
        guard grammar == .path || grammar == .urlRest, var slashes = slashesAlone(at: output) else { return }
        guard slashes < 2 else { throw RowFault(problem: .emptyURLHost) }
        var ahead = value
        while ahead.next() == UInt8(ascii: "/") {
            value = ahead
            reach.read(UInt8(ascii: "/"))
            if slashes == 0 {
                writer.put(UInt8(ascii: "/"), to: &output)
            } else {
                encode(UInt8(ascii: "/"), to: &output)
            }
            slashes += 1
        }
    }

    /// How many slashes there are of the URL so far where it has nothing else: what was merged before may have been empty.
    ///
    /// Nil where it has.
    private func slashesAlone(at output: [UInt8]) -> Int? {
        var start = output.endIndex
        while start > 0, output[start - 1] == UInt8(ascii: "/") { start -= 1 }
        guard start == 0 || mayStandBeforeURL(output[start - 1]) else { return nil }
        return output.endIndex - start
    }

    private func mayStandBeforeURL(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x00...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"): true
        case UInt8(ascii: "="): writer.place.isUnquoted
        case UInt8(ascii: ","): writer.place.isInList
        default: false
        }
    }

    private func encode(_ octet: UInt8, to output: inout [UInt8]) {
        Hexadecimal.append(octet, after: UInt8(ascii: "%"), to: &output)
    }

    // MARK: Schemes

    /// Refuses what would be run or shown as a document of its own.
    ///
    /// Tolerates what browsers do (WHATWG URL §4.4): tabs and line ends anywhere, letters of either case.
    private func checkScheme(_ octets: ArraySlice<UInt8>) throws(RowFault) {
        var value = MarkupOctets(octets, isMarkup: writer.isMarkup)
        while let octet = value.next(), !Self.endsOpening.contains(octet) {
            guard octet == UInt8(ascii: ":") else { continue }
            guard URLScheme.allowed.contains(where: { begins(octets, with: $0) }) else {
                throw RowFault(problem: .urlScheme(scheme(of: octets)))
            }
            return
        }
    }

    /// Whether the octets up to the first colon are this scheme.
    private func begins(_ octets: ArraySlice<UInt8>, with scheme: StaticString) -> Bool {
        var value = MarkupOctets(octets, isMarkup: writer.isMarkup)
        return scheme.withUTF8Buffer { scheme in
            for wanted in scheme {
                guard let octet = nextOfScheme(&value), Syntax.lower(octet) == wanted else { return false }
            }
            return nextOfScheme(&value) == UInt8(ascii: ":")
        }
    }

    private func nextOfScheme(_ value: inout MarkupOctets) -> UInt8? {
        while let octet = value.next() {
            if octet != 0x09, octet != 0x0A, octet != 0x0D { return octet }
        }
        return nil
    }

    private func scheme(of octets: ArraySlice<UInt8>) -> String {
        var value = MarkupOctets(octets, isMarkup: writer.isMarkup)
        var scheme: [UInt8] = []
        while let octet = nextOfScheme(&value), octet != UInt8(ascii: ":"), scheme.count < 40 {
            scheme.append(Syntax.lower(octet))
        }
        return Syntax.string(scheme)
    }

    private static let endsOpening = OctetSet(and: "/?#\\")

    // MARK: Hosts

    /// Refuses what could end the name of the host, or make a user of it: browsers decode it, percent-encoded or not,
    /// and either go elsewhere or nowhere (WHATWG URL §3.5).
    private func checkHost(_ octets: ArraySlice<UInt8>) throws(RowFault) {
        var value = MarkupOctets(octets, isMarkup: writer.isMarkup)
        while let octet = value.next() {
            guard octet >= 0x80 || Self.host.contains(octet) else {
                throw RowFault(problem: .urlHost(Unicode.Scalar(octet)))
            }
        }
        // An address of nothing but dots is none either.
        if grammar == .host, octets.allSatisfy({ $0 < 0x30 }) { throw RowFault(problem: .emptyURLHost) }
        guard octets.contains(where: { $0 >= 0x80 }) else { return }
        let strange = String(decoding: octets, as: UTF8.self).unicodeScalars.first {
            !$0.isASCII && !Self.isOfWords($0)
        }
        if let strange { throw RowFault(problem: .urlHost(strange)) }
    }

    /// Labels and dots; what else a name may hold is written in other scripts.
    private static let host = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._")
    /// Letters, marks and digits of any script, but none that a browser takes apart into others (Unicode NFKC), such as
    /// U+2100 `a/c` and the full-width forms.
    private static func isOfWords(_ scalar: Unicode.Scalar) -> Bool {
        guard !hiddenSigns.contains(scalar.value) else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber:
            return !scalar.properties.isDefaultIgnorableCodePoint
        default: return false
        }
    }

    /// What NFKC makes `/`, `:`, `@`, `?`, `#`, `\`, `%` and the like of.
    private static let hiddenSigns: Set<UInt32> = Set<UInt32>([
        0x2047, 0x2048, 0x2049, 0x2100, 0x2101, 0x2105, 0x2106, 0x2A74, 0xFE13, 0xFE16, 0xFE47, 0xFE48,
        0xFE55, 0xFE56,
        0xFE5F, 0xFE68, 0xFE6A, 0xFE6B, 0xFF03, 0xFF05, 0xFF0F, 0xFF1A, 0xFF1C, 0xFF1E, 0xFF1F, 0xFF20,
        0xFF3B, 0xFF3C,
        0xFF3D, 0xFF3E, 0xFF5C,
    ])

    // MARK: Parts

    /// How far into a whole URL.
    private struct Reach {
        /// Nothing yet says that what comes cannot be a scheme.
        var isOpening = true
        var isAuthority = false
        var previous: UInt8?
        /// Whether the one before it is a slash where an authority would begin.
        var isAfterSlash = false

        mutating func read(_ octet: UInt8) {
            let wasAfterSlash = isAfterSlash
            isAfterSlash = false
            switch octet {
            case UInt8(ascii: "/"):
                isAfterSlash = isOpening && (previous == nil || previous == UInt8(ascii: ":"))
                isAuthority = wasAfterSlash
                isOpening = false
            case UInt8(ascii: "?"), UInt8(ascii: "#"):
                (isOpening, isAuthority) = (false, false)
            default: break
            }
            previous = octet
        }
    }

    /// Whether `octet` stands for itself.
    private func stays(_ octet: UInt8, _ value: MarkupOctets, _ reach: inout Reach) -> Bool {
        if writer.isEncoded { return true }
        if writer.place.isInList, octet == UInt8(ascii: ",") { return false }
        if octet == UInt8(ascii: "%"), grammar != .component { return isEncoding(value) }
        switch grammar {
        case .component: return OctetSet.unreserved.contains(octet)
        // A name in any script; browsers know what to make of it.
        case .host, .authority: return octet >= 0x80 || Self.host.contains(octet)
        case .path: return Self.path.contains(octet)
        case .url, .urlRest, .text, .style:
            reach.read(octet)
            if grammar == .urlRest, reach.isOpening, octet == UInt8(ascii: ":") { return false }
            return Self.url.contains(octet) || reach.isAuthority && octet >= 0x80
        }
    }

    /// Whether the percent sign just read begins an encoded octet.
    private func isEncoding(_ value: MarkupOctets) -> Bool {
        var rest = value
        guard let first = rest.next(), let second = rest.next() else { return false }
        return Self.hexadecimal.contains(first) && Self.hexadecimal.contains(second)
    }

    private static let hexadecimal = OctetSet(0x30...0x39, 0x41...0x46, 0x61...0x66)
    /// RFC 3986 §3.3: `pchar`, and slashes between segments.
    private static let path = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._~!$&'()*+,;=:@/")
    /// RFC 3986 §2.2 and §2.3.
    private static let url = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._~:/?#[]@!$&'()*+,;=")
}
