/// Reads one `Mailbox` (RFC 5321 §4.1.2) from octets, from left to right and without going back.
struct AddressParser {
    private let text: ArraySlice<UInt8>
    private var position: Int
    private var output: [UInt8] = []

    private static let longestAddress = 254
    private static let longestLocalPart = 64
    private static let longestDomain = 255
    private static let longestLabel = 63

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    /// Returns the canonical octets and where the `@` stands in them.
    mutating func parse() throws(AddressFault) -> (octets: [UInt8], atSign: Int) {
        guard !text.isEmpty else { throw .empty }
        try refuseControls()
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
        guard text.count <= Self.longestAddress else { throw .addressTooLong(octets: text.count) }
        return (output, atSign)
    }

    private func refuseControls() throws(AddressFault) {
        for index in text.indices where text[index] < 0x20 || text[index] == 0x7F {
            throw .control(text[index], at: index - text.startIndex + 1)
        }
    }

    private func unexpected(in part: AddressFault.Part) -> AddressFault {
        let place = position - text.startIndex + 1
        let octet = text[position]
        return octet < 0x80 ? .unexpected(octet, at: place, in: part) : .notASCII(part, at: place)
    }

    // MARK: The local part

    private mutating func parseDotString() throws(AddressFault) {
        let atom = OctetSet.atom
        let dot = UInt8(ascii: ".")
        let start = position
        var atomLength = 0
        while position < text.endIndex, text[position] != UInt8(ascii: "@") {
            let octet = text[position]
            if atom.contains(octet) {
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
            guard text[position] < 0x80 else { throw unexpected(in: .localPart) }
            if text[position] == UInt8(ascii: "\"") { break }
            if text[position] == UInt8(ascii: "\\") {
                position += 1
                guard position < text.endIndex else { continue }
                guard text[position] < 0x80 else { throw unexpected(in: .localPart) }
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
            if isDot ? afterDot : !atom.contains(octet) { return false }
            afterDot = isDot
        }
        return !afterDot
    }

    // MARK: The domain

    private mutating func parseDomain() throws(AddressFault) {
        let start = position
        guard start < text.endIndex else { throw .missing(.domain) }
        if text[start] == UInt8(ascii: "[") {
            guard AddressLiteral.isValid(text[start...]) else { throw .notAnAddressLiteral }
            position = text.endIndex
        } else {
            try parseLabels()
        }
        let length = position - start
        guard length <= Self.longestDomain else {
            throw .tooLong(.domain, octets: length, limit: Self.longestDomain)
        }
        output.append(contentsOf: text[start...])
    }

    private mutating func parseLabels() throws(AddressFault) {
        let dot = UInt8(ascii: ".")
        while true {
            let start = position
            while position < text.endIndex, text[position] != dot {
                guard isLabelOctet(text[position]) else { throw unexpected(in: .domain) }
                position += 1
            }
            try checkLabel(start..<position)
            guard position < text.endIndex else { return }
            position += 1
        }
    }

    private func isLabelOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }

    private func checkLabel(_ range: Range<Int>) throws(AddressFault) {
        let hyphen = UInt8(ascii: "-")
        guard let first = text[range].first, let last = text[range].last else {
            // An empty label: the dot after it stands too early, or the dot before it is the last octet.
            let place = range.upperBound < text.endIndex ? range.upperBound : range.upperBound - 1
            throw .misplacedDot(at: place - text.startIndex + 1)
        }
        guard first != hyphen else { throw .misplacedHyphen(at: range.lowerBound - text.startIndex + 1) }
        guard last != hyphen else { throw .misplacedHyphen(at: range.upperBound - text.startIndex) }
        guard range.count <= Self.longestLabel else { throw .labelTooLong(octets: range.count) }
    }
}
