/// Writes commands behind each other into one flight.
///
/// Only values that passed a gate come in: paths, numbers, encoded text.
struct CommandWriter {
    private(set) var octets: [UInt8] = []

    mutating func reset() {
        begin()
        append("RSET\r\n")
    }

    /// MAIL with the parameters that the server knows (RFC 1870, 6152, 6531, 3461, 8689).
    mutating func mail(_ transaction: Transaction, _ capabilities: Capabilities, requiringTLS: Bool = false) {
        begin()
        append("MAIL FROM:<")
        if let path = transaction.reversePath { octets.append(contentsOf: path.octets) }
        octets.append(UInt8(ascii: ">"))
        if capabilities.size {
            append(" SIZE=")
            append(transaction.size)
        }
        switch transaction.body {
        case .sevenBit: break
        case .eightBitMIME: append(" BODY=8BITMIME")
        case .binaryMIME: append(" BODY=BINARYMIME")
        }
        if transaction.needsSMTPUTF8 { append(" SMTPUTF8") }
        if requiringTLS { append(" REQUIRETLS") }
        if capabilities.dsn, let notification = transaction.notification { append(notification) }
        endLine()
    }

    /// RCPT for one of the transaction's forward paths, with the parameters that the server knows (RFC 3461).
    mutating func recipient(_ index: Int, of transaction: Transaction, _ capabilities: Capabilities) {
        let path = transaction.forwardPaths[index]
        begin()
        append("RCPT TO:<")
        octets.append(contentsOf: path.octets)
        octets.append(UInt8(ascii: ">"))
        if capabilities.dsn, let notification = transaction.notification {
            append(" NOTIFY=")
            append(notification.occasions)
            appendOriginalRecipient(path)
        }
        endLine()
    }

    /// ORCPT: a report names the recipient as we did, whatever rewrote the address on its way (RFC 3461 §4.2).
    private mutating func appendOriginalRecipient(_ path: Path) {
        let encoded = path.isInternationalized ? Self.unicodeText(path.octets) : Self.xtext(path.octets)
        // With its type, 500 octets at the most.
        guard encoded.count <= 480 else { return }
        append(" ORCPT=")
        append(path.isInternationalized ? "utf-8;" : "rfc822;")
        octets.append(contentsOf: encoded)
    }

    mutating func data() {
        begin()
        append("DATA\r\n")
    }

    /// The only chunk of a message (RFC 3030 §2).
    mutating func lastChunk(size: Int) {
        begin()
        append("BDAT ")
        append(size)
        append(" LAST\r\n")
    }

    mutating func loneDot() {
        append(".\r\n")
    }

    /// What was written since the last time.
    mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &octets)
        return taken
    }

    /// One growth for a usual envelope instead of four.
    private mutating func begin() {
        if octets.isEmpty { octets.reserveCapacity(192) }
    }

    private mutating func endLine() {
        octets.append(0x0D)
        octets.append(0x0A)
    }

    /// A `String` would be asked for its storage at every command.
    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { octets.append(contentsOf: $0) }
    }

    private mutating func append(_ number: Int) {
        guard number > 0 else { return octets.append(UInt8(ascii: "0")) }
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            octets.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func append(_ notification: DeliveryNotification) {
        switch notification.extent {
        case .full: append(" RET=FULL")
        case .headers: append(" RET=HDRS")
        case nil: break
        }
        guard let envelopeID = notification.envelopeID.map(Self.xtext), (1...100).contains(envelopeID.count)
        else { return }
        append(" ENVID=")
        octets.append(contentsOf: envelopeID)
    }

    /// RFC 3461 §4: whatever could end the parameter becomes `+XX`.
    static func xtext(_ text: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count + 16)
        for octet in text {
            if (0x21...0x7E).contains(octet), octet != UInt8(ascii: "+"), octet != UInt8(ascii: "=") {
                encoded.append(octet)
            } else {
                encoded.append(UInt8(ascii: "+"))
                for value in [octet >> 4, octet & 15] {
                    encoded.append(value < 10 ? 0x30 + value : 0x37 + value)
                }
            }
        }
        return encoded
    }

    private mutating func append(_ occasions: DeliveryNotification.Occasions) {
        guard !occasions.isEmpty else { return append("NEVER") }
        var isFirst = true
        for (occasion, keyword) in Self.keywords where occasions.contains(occasion) {
            if !isFirst { octets.append(UInt8(ascii: ",")) }
            append(keyword)
            isFirst = false
        }
    }

    private static let keywords: [(DeliveryNotification.Occasions, StaticString)] = [
        (.success, "SUCCESS"), (.failure, "FAILURE"), (.delay, "DELAY"),
    ]
}

extension CommandWriter {
    /// `utf-8-addr-xtext` of RFC 6533 §3, in ASCII: `\x{E9}` for what is not, and for what could end the parameter.
    static func unicodeText(_ text: [UInt8]) -> [UInt8] {
        let special = [UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "\\")]
        return String(decoding: text, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
            if let octet = UInt8(exactly: scalar.value), (0x21...0x7E).contains(octet),
                !special.contains(octet)
            {
                return [octet]
            }
            return Array("\\x{\(String(scalar.value, radix: 16, uppercase: true))}".utf8)
        }
    }
}
