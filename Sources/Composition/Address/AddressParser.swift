import IDNA

/// Reads one `Mailbox` (RFC 5321 §4.1.2, RFC 6531 §3.3) from octets, from left to right and without going back.
struct AddressParser {
    /// What was read, in canonical form.
    struct Result {
        var octets: [UInt8]
        /// Where the `@` stands in them.
        var atSign: Int
        var isASCII: Bool
    }

    private let text: ArraySlice<UInt8>
    private var position: Int
    private var output: [UInt8] = []
    /// Whether any octet of the text is over 127.
    private var isInternational = false

    private static let longestAddress = 254
    private static let longestLocalPart = 64
    private static let longestDomain = 255
    private static let longestLabel = 63

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    mutating func parse() throws(AddressFault) -> Result {
        guard !text.isEmpty else { throw .empty }
        try refuseControls()
        if isInternational { try AddressScalars.check(text) }
        output.reserveCapacity(text.count)
        if text[position] == UInt8(ascii: "\"") {
            try parseQuotedString()
        } else {
            try parseDotString()
        }
        let atSign = output.count
        // Counted as given: the canonical form is never longer.
        let length = position - text.startIndex
        guard length <= Self.longestLocalPart else {
            throw .tooLong(.localPart, octets: length, limit: Self.longestLocalPart)
        }
        guard position < text.endIndex else { throw .noAtSign }
        guard text[position] == UInt8(ascii: "@") else { throw unexpected(in: .localPart) }
        output.append(UInt8(ascii: "@"))
        position += 1
        try parseDomain()
        // The ASCII form of a domain may be longer than the one that was written.
        let total = max(text.count, output.count)
        guard total <= Self.longestAddress else { throw .addressTooLong(octets: total) }
        let isASCII = !isInternational || output[..<atSign].allSatisfy { $0 < 0x80 }
        return Result(octets: output, atSign: atSign, isASCII: isASCII)
    }

    private mutating func refuseControls() throws(AddressFault) {
        for index in text.indices {
            let octet = text[index]
            if octet < 0x20 || octet == 0x7F { throw .control(octet, at: index - text.startIndex + 1) }
            if octet >= 0x80 { isInternational = true }
        }
    }

    private func unexpected(in part: AddressFault.Part) -> AddressFault {
        .unexpected(text[position], at: position - text.startIndex + 1, in: part)
    }

    // MARK: The local part

    private mutating func parseDotString() throws(AddressFault) {
        let atom = OctetSet.atom
        let dot = UInt8(ascii: ".")
        let start = position
        var atomLength = 0
        while position < text.endIndex, text[position] != UInt8(ascii: "@") {
            let octet = text[position]
            if atom.contains(octet) || octet >= 0x80 {
                atomLength += 1
            } else if octet == dot {
                guard atomLength > 0 else { throw .misplacedDot(at: position - text.startIndex + 1) }
                atomLength = 0
            } else {
                throw unexpected(in: .localPart)
            }
            position += 1
        }
        guard position > start else { throw .missing(.localPart) }
        guard atomLength > 0 else { throw .misplacedDot(at: position - text.startIndex) }
        output.append(contentsOf: text[start..<position])
    }

    /// Reads `"…"` to its value, and writes that value in the shortest form.
    ///
    /// Written back as it came, `"a\@b"` and `"a@b"` would be two keys for one mailbox.
    private mutating func parseQuotedString() throws(AddressFault) {
        let start = position
        var value: [UInt8] = []
        position += 1
        while true {
            guard position < text.endIndex else { throw .unterminatedQuote(at: start - text.startIndex + 1) }
            if text[position] == UInt8(ascii: "\"") { break }
            if text[position] == UInt8(ascii: "\\") {
                position += 1
                guard position < text.endIndex else { continue }
                // RFC 6531 §3.3 adds to what may stand between quotes, and nothing to what a backslash may hide.
                guard text[position] < 0x80 else { throw unexpected(in: .localPart) }
            }
            // Servers are known that end the path at the first `>`, quoted or not.
            guard text[position] != UInt8(ascii: "<"), text[position] != UInt8(ascii: ">") else {
                throw unexpected(in: .localPart)
            }
            value.append(text[position])
            position += 1
        }
        position += 1
        Self.appendLocalPart(value, to: &output)
    }

    private static func appendLocalPart(_ value: [UInt8], to output: inout [UInt8]) {
        if isDotString(value) {
            output.append(contentsOf: value)
            return
        }
        output.append(UInt8(ascii: "\""))
        for octet in value {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") {
                output.append(UInt8(ascii: "\\"))
            }
            output.append(octet)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func isDotString(_ value: [UInt8]) -> Bool {
        let atom = OctetSet.atom
        var afterDot = true
        for octet in value {
            let isDot = octet == UInt8(ascii: ".")
            if isDot ? afterDot : !(atom.contains(octet) || octet >= 0x80) { return false }
            afterDot = isDot
        }
        return !afterDot
    }

    // MARK: The domain

    private mutating func parseDomain() throws(AddressFault) {
        let start = position
        guard start < text.endIndex else { throw .missing(.domain) }
        let atSign = output.count - 1
        if text[start] == UInt8(ascii: "[") {
            guard AddressLiteral.isValid(text[start...]) else { throw .notAnAddressLiteral }
            position = text.endIndex
            output.append(contentsOf: text[start...])
        } else {
            let holdsALabel = try parseLabels()
            let isASCII = !isInternational || text[start...].allSatisfy { $0 < 0x80 }
            if isASCII, !holdsALabel {
                output.append(contentsOf: text[start...])
            } else {
                try appendInternational(text[start...], isASCII: isASCII, atSign: atSign)
            }
        }
        let length = max(position - start, output.count - atSign - 1)
        guard length <= Self.longestDomain else {
            throw .tooLong(.domain, octets: length, limit: Self.longestDomain)
        }
    }

    /// Appends a domain with labels that are not ASCII, or that stand for such: one spelling for each.
    ///
    /// Behind a local part in ASCII it is the `xn--` form, which every server knows. Behind one that needs SMTPUTF8
    /// it is the form that people read (RFC 6531 §3.2).
    private mutating func appendInternational(
        _ domain: ArraySlice<UInt8>, isASCII: Bool, atSign: Int
    ) throws(AddressFault) {
        var ascii = domain.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        do {
            ascii = try InternationalDomain.ascii(domain)
        } catch  where isASCII && (error == .disallowedLetter || error == .unassignedLetter) {
            // The registry let it in, whatever the tables at hand say of its letters.
        } catch {
            throw .domain(error)
        }
        // Mapping may bring forth what was not written: a full stop, or a sign that no label has.
        var result = Self(ascii[...])
        do {
            _ = try result.parseLabels()
        } catch {
            throw .domain(.disallowedLetter)
        }
        let isPlain = output[..<atSign].allSatisfy { $0 < 0x80 }
        guard !isPlain, let unicode = InternationalDomain.unicode(ascii[...]) else {
            return output.append(contentsOf: ascii)
        }
        output.append(contentsOf: unicode)
    }

    /// Reads labels to the end of the text; whether one of them is in `xn--` form.
    private mutating func parseLabels() throws(AddressFault) -> Bool {
        let dot = UInt8(ascii: ".")
        var holdsALabel = false
        while true {
            let start = position
            var isASCII = true
            while position < text.endIndex, text[position] != dot {
                let octet = text[position]
                guard octet >= 0x80 || Self.isLabelOctet(octet) else { throw unexpected(in: .domain) }
                if octet >= 0x80 { isASCII = false }
                position += 1
            }
            try checkLabel(start..<position, isASCII: isASCII)
            if Self.isALabel(text[start..<position]) { holdsALabel = true }
            guard position < text.endIndex else { return holdsALabel }
            position += 1
        }
    }

    private static func isLabelOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isALabel(_ label: ArraySlice<UInt8>) -> Bool {
        let start = label.startIndex
        return label.count > 4 && label[start] | 0x20 == UInt8(ascii: "x")
            && label[start + 1] | 0x20 == UInt8(ascii: "n") && label[start + 2] == UInt8(ascii: "-")
            && label[start + 3] == UInt8(ascii: "-")
    }

    private func checkLabel(_ range: Range<Int>, isASCII: Bool) throws(AddressFault) {
        let hyphen = UInt8(ascii: "-")
        guard let first = text[range].first, let last = text[range].last else {
            // An empty label: the dot after it stands too early, or the dot before it is the last octet.
            let place = range.upperBound < text.endIndex ? range.upperBound : range.upperBound - 1
            throw .misplacedDot(at: place - text.startIndex + 1)
        }
        guard first != hyphen else { throw .misplacedHyphen(at: range.lowerBound - text.startIndex + 1) }
        guard last != hyphen else { throw .misplacedHyphen(at: range.upperBound - text.startIndex) }
        // What is not ASCII is measured in its ASCII form.
        guard !isASCII || range.count <= Self.longestLabel else { throw .labelTooLong(octets: range.count) }
    }
}
