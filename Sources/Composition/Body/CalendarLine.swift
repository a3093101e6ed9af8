/// One content line of an invitation as it grows, not folded (RFC 5545 §3.1).
///
/// It is told which octets the author wrote and which a row merged. Only the former divide the line; the latter are
/// written so that they stay where they are.
struct CalendarLine: Sendable {
    private enum Quotes {
        case none, author
        /// A merged value stands in quotes whether the author wrote them or not.
        case ours
    }

    private enum Place {
        case name
        case parameterName
        case parameter(Quotes)
        case value
    }

    /// The line so far, without its end.
    private(set) var octets: [UInt8] = []
    private var place = Place.name
    /// Where the name ends, the parameter's value begins, or the property's.
    private var nameEnd = 0
    private var start = 0
    private var property = CalendarProperty.text
    private var url = ValueProgress(.url)
    /// Where in a URL the value stands that is being merged.
    private var mergedPart: ValueProgress.Part?
    /// A CR was merged, which means something before LF only.
    private var hasReturn = false

    private static let nameOctets = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-")
    private static let plainOctets = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "+-:;,=./")
    private static let hostOctets = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._")
    /// RFC 3986 §2.2 and §2.3, and what is percent-encoded already.
    private static let urlOctets = OctetSet(
        0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._~:/?#[]@!$&'()*+,;=%")
    /// What means nothing in a path, and in the address of a `mailto:` (RFC 6068 §2).
    private static let pathOctets = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._~@!$'*+,:()/")

    mutating func begin() {
        octets.removeAll(keepingCapacity: true)
        (place, property, url, mergedPart) = (.name, .text, ValueProgress(.url), nil)
    }

    /// Its name in upper case.
    var name: [UInt8] { octets[..<nameEnd].map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 } }

    /// What stands behind its colon.
    var value: ArraySlice<UInt8> { octets[start...] }

    /// That it is whole.
    ///
    /// - Parameter isMerged: whether its values are those of a row, and not what stands for them.
    mutating func finish(isMerged: Bool = true) throws(CalendarFault) {
        try endMerged()
        guard case .value = place else { throw malformed }
        guard isMerged else { return }
        if property == .time, !isTime { throw .notATime(property: Syntax.string(name)) }
        guard property == .url else { return }
        if Syntax.equal(value, "mailto:") { throw .noAddress(property: Syntax.string(name)) }
        guard url.part == .merged else { return }
        let scheme = value.prefix { $0 != UInt8(ascii: ":") }
        guard URLScheme.allowed.contains(where: { Syntax.equal(scheme, $0) }), scheme.count < value.count
        else {
            throw .scheme(property: Syntax.string(name))
        }
    }

    /// `20260404`, `20260404T183000` or `20260404T183000Z`.
    private var isTime: Bool {
        let value = value
        let isDigit: (UInt8) -> Bool = { 0x30...0x39 ~= $0 }
        guard value.count >= 8, value.prefix(8).allSatisfy(isDigit) else { return false }
        var rest = value.dropFirst(8)
        guard !rest.isEmpty else { return true }
        guard rest.popFirst() == UInt8(ascii: "T"), rest.count >= 6, rest.prefix(6).allSatisfy(isDigit) else {
            return false
        }
        rest = rest.dropFirst(6)
        return rest.isEmpty || rest.elementsEqual("Z".utf8)
    }

    private var malformed: CalendarFault { .malformedLine(Syntax.string(octets.prefix(80))) }

    // MARK: What the author wrote

    mutating func append(literal octet: UInt8) throws(CalendarFault) {
        try endMerged()
        guard octet >= 0x20 && octet != 0x7F || octet == 0x09 else { throw .control(octet) }
        switch place {
        case .name, .parameterName: try appendName(octet)
        case .parameter(let quotes): try appendParameter(octet, quotes)
        case .value:
            if property == .url, url.read(octet) != nil { throw .scheme(property: Syntax.string(name)) }
            octets.append(octet)
        }
    }

    private mutating func appendName(_ octet: UInt8) throws(CalendarFault) {
        let isFirst = octets.last.map { !Self.nameOctets.contains($0) } ?? true
        octets.append(octet)
        guard !Self.nameOctets.contains(octet) else { return }
        switch (place, octet) {
        case _ where isFirst: throw malformed
        case (.name, UInt8(ascii: ";")), (.name, UInt8(ascii: ":")):
            nameEnd = octets.count - 1
            endParameter(octet)
        case (.parameterName, UInt8(ascii: "=")): beginParameter()
        default: throw malformed
        }
    }

    private mutating func beginParameter() {
        place = .parameter(.none)
        start = octets.count
    }

    private mutating func appendParameter(_ octet: UInt8, _ quotes: Quotes) throws(CalendarFault) {
        let isQuote = octet == UInt8(ascii: "\"")
        if quotes == .author {
            // What follows the closing quote may only be a divider, which the next octet shows.
            if isQuote { place = .parameter(.none) }
            return octets.append(octet)
        }
        if isQuote {
            guard quotes == .none, octets.count == start else { throw malformed }
            place = .parameter(.author)
            return octets.append(octet)
        }
        let divides = octet == UInt8(ascii: ";") || octet == UInt8(ascii: ":") || octet == UInt8(ascii: ",")
        guard divides || octets.count == start || octets[start] != UInt8(ascii: "\"") || quotes == .ours
        else {
            throw malformed
        }
        if divides, quotes == .ours { octets.append(UInt8(ascii: "\"")) }
        octets.append(octet)
        if octet == UInt8(ascii: ",") {
            beginParameter()
        } else if divides {
            endParameter(octet)
        }
    }

    private mutating func endParameter(_ octet: UInt8) {
        guard octet == UInt8(ascii: ":") else {
            place = .parameterName
            return
        }
        place = .value
        start = octets.count
        property = CalendarProperty(named: name)
    }

    // MARK: What a row merged

    mutating func append(merged octet: UInt8) throws(CalendarFault) {
        if hasReturn, octet != 0x0A { throw .control(0x0D) }
        hasReturn = octet == 0x0D
        guard !hasReturn else { return }
        guard octet >= 0x20 && octet != 0x7F || octet == 0x09 || octet == 0x0A else { throw .control(octet) }
        switch place {
        case .name, .parameterName: throw .mergedIntoName
        case .parameter(let quotes): appendMergedParameter(octet, quotes)
        case .value: try appendMergedValue(octet)
        }
    }

    /// A quote and a line end are written by RFC 6868; what else would divide is harmless in quotes.
    private mutating func appendMergedParameter(_ octet: UInt8, _ quotes: Quotes) {
        if quotes == .none {
            octets.insert(UInt8(ascii: "\""), at: start)
            place = .parameter(.ours)
        }
        switch octet {
        case UInt8(ascii: "\""): octets.append("^'")
        case UInt8(ascii: "^"): octets.append("^^")
        case 0x0A: octets.append("^n")
        default: octets.append(octet)
        }
    }

    private mutating func appendMergedValue(_ octet: UInt8) throws(CalendarFault) {
        switch property {
        case .text:
            switch octet {
            case 0x0A: octets.append("\\n")
            case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: ","):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            default: octets.append(octet)
            }
        case .component: throw .mergedIntoName
        case .plain, .time:
            guard Self.plainOctets.contains(octet) else {
                throw .notInValue(octet, property: Syntax.string(name))
            }
            octets.append(octet)
        case .markup: throw .mergedIntoMarkup(Syntax.string(name))
        case .url: try appendMergedURL(octet)
        }
    }

    private mutating func appendMergedURL(_ octet: UInt8) throws(CalendarFault) {
        let part = mergedPart ?? (url.isBeforeHost ? .authority : url.part)
        mergedPart = part
        let stays: Bool
        switch part {
        case .start: stays = Self.urlOctets.contains(octet)
        case .query: stays = OctetSet.unreserved.contains(octet)
        case .authority:
            guard Self.hostOctets.contains(octet) else { throw .host(octet, property: Syntax.string(name)) }
            stays = true
        case .program: throw .scheme(property: Syntax.string(name))
        default: stays = Self.pathOctets.contains(octet)
        }
        if stays {
            octets.append(octet)
        } else {
            Hexadecimal.append(octet, after: UInt8(ascii: "%"), to: &octets)
        }
    }

    private mutating func endMerged() throws(CalendarFault) {
        guard !hasReturn else {
            hasReturn = false
            throw .control(0x0D)
        }
        guard mergedPart != nil else { return }
        mergedPart = nil
        url.readMerged()
    }
}
