/// Undoes transfer encodings (RFC 2045 §6), passing over what does not belong in them.
package enum TransferEncoding {
    package static func base64(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            guard let value = sextet(octet) else { continue }
            bits = bits &<< 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits &>> UInt32(count)))
            }
        }
        return output
    }

    private static func sextet(_ octet: UInt8) -> UInt32? {
        switch octet {
        case 0x41...0x5A: UInt32(octet - 0x41)
        case 0x61...0x7A: UInt32(octet - 0x61) + 26
        case 0x30...0x39: UInt32(octet - 0x30) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    static func quotedPrintable(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count)
        for line in Lines(octets) {
            var rest = line
            while rest.last == 0x20 || rest.last == 0x09 { rest = rest.dropLast() }
            let isSoft = rest.last == UInt8(ascii: "=")
            if isSoft { rest = rest.dropLast() }
            while let octet = rest.popFirst() {
                guard octet == UInt8(ascii: "="), let first = rest.first.flatMap(hexadecimalValue),
                    let second = rest.dropFirst().first.flatMap(hexadecimalValue)
                else {
                    output.append(octet)
                    continue
                }
                output.append(first << 4 | second)
                rest = rest.dropFirst(2)
            }
            if !isSoft { output.append(0x0A) }
        }
        return output
    }

    private static func hexadecimalValue(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
