/// Messages for a try: each goes to one address, whoever it is for, and its subject says so.
extension Composer {
    private static let to = Array("to".utf8)
    private static let cc = Array("cc".utf8)
    private static let subject = Array("subject".utf8)

    /// Makes `message` one for `address` and nobody else: To and the envelope name it, Cc goes, and `[test 7]` stands
    /// before the subject of message number 7.
    ///
    /// To be done before anything is signed.
    func redirect(_ message: inout Message, number: Int, to address: EmailAddress) {
        var header: [UInt8] = []
        var date = message.dateLine
        for field in Self.fields(in: message.octets[..<message.contentStart]) {
            let octets = message.octets[field]
            let name = octets.prefix { $0 != UInt8(ascii: ":") }.map(Syntax.lower)
            if field.lowerBound == message.dateLine.lowerBound {
                date = header.count..<(header.count + field.count)
            }
            switch name {
            case Self.to:
                header.append("To: <")
                header += address.octets
                header.append(">\r\n")
            case Self.cc: break
            case Self.subject:
                header.append("Subject: [test ")
                header += String(number).utf8
                header.append("]\r\n")
                let value = octets.dropFirst(name.count + 1).drop { $0 == 0x0D || $0 == 0x0A }
                // On a line of its own, since a line with encoded words has no room (RFC 2047 §2).
                if value.contains(where: { !Syntax.isSpace($0) }) { header += value }
            default: header += octets
            }
        }
        let growth = header.count - message.contentStart
        message.octets.replaceSubrange(..<message.contentStart, with: header)
        message.contentStart = header.count
        message.dateLine = date
        message.shared = message.shared.map { ($0.offset + growth, $0.blob) }
        message.recipients = [address]
        if !address.isASCII { message.isInternationalized = true }
    }

    /// Where each field stands, with the lines that continue it.
    private static func fields(in header: ArraySlice<UInt8>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = header.startIndex
        while start < header.endIndex {
            let end = header[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? header.endIndex
            if Syntax.isSpace(header[start]), let last = fields.popLast() {
                fields.append(last.lowerBound..<end)
            } else {
                fields.append(start..<end)
            }
            start = end
        }
        return fields
    }
}
