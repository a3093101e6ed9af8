/// The two parts of a multipart/signed message, found as a reader finds them.
enum SignedParts {
    /// - Returns: the signed content and the signature's octets; nil when the message is not of that form.
    static func read(_ message: [UInt8]) -> (content: [UInt8], signature: [UInt8])? {
        guard let header = range(of: "\r\n\r\n", in: message, from: 0),
            let type = range(of: "\r\nContent-Type: multipart/signed;", in: message, from: 0),
            type.upperBound < header.lowerBound,
            let name = range(of: "boundary=\"", in: message, from: type.upperBound),
            let quote = range(of: "\"", in: message, from: name.upperBound),
            quote.lowerBound < header.upperBound
        else { return nil }
        let delimiter = Array("\r\n--".utf8) + message[name.upperBound..<quote.lowerBound]
        guard let first = range(of: delimiter + [0x0D, 0x0A], in: message, from: header.lowerBound),
            let second = range(of: delimiter + [0x0D, 0x0A], in: message, from: first.upperBound),
            let last = range(of: delimiter + Array("--".utf8), in: message, from: second.upperBound),
            let body = range(of: "\r\n\r\n", in: message, from: second.upperBound),
            body.upperBound <= last.lowerBound
        else { return nil }
        return (
            Array(message[first.upperBound..<second.lowerBound]),
            Base64Lines.decode(message[body.upperBound..<last.lowerBound])
        )
    }

    private static func range(of text: String, in octets: [UInt8], from start: Int) -> Range<Int>? {
        range(of: Array(text.utf8), in: octets, from: start)
    }

    private static func range(of text: [UInt8], in octets: [UInt8], from start: Int) -> Range<Int>? {
        var index = start
        while octets.count - index >= text.count {
            if octets[index..<(index + text.count)].elementsEqual(text) {
                return index..<(index + text.count)
            }
            index += 1
        }
        return nil
    }
}
