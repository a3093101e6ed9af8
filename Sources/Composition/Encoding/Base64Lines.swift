/// Base64 in lines of 76 octets (RFC 2045 §6.8), and in one piece for encoded words.
enum Base64Lines {
    private static let octetsPerLine = 57
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Two letters for every 12 bits, the first letter in the low octet.
    private static let pairs: [UInt16] = (0..<4096).map { bits in
        UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8
    }

    /// How many octets `append` writes for `count` octets, line ends included.
    static func encodedCount(of count: Int) -> Int {
        let lines = (count + octetsPerLine - 1) / octetsPerLine
        return (count + 2) / 3 * 4 + 2 * lines
    }

    /// Appends `octets` in lines that each end in CR LF; nothing for nothing.
    static func append(_ octets: ArraySlice<UInt8>, to output: inout [UInt8]) {
        let capacity = encodedCount(of: octets.count)
        output.append(addingCapacity: capacity) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { target, count in
                guard let base = target.baseAddress else { return }
                octets.withUnsafeBytes { count = encode($0, to: UnsafeMutableRawPointer(base)) }
            }
        }
    }

    /// Appends one unbroken run of letters with its padding.
    static func appendUnbroken(_ octets: Span<UInt8>, to output: inout [UInt8]) {
        let letters = alphabet.span
        output.append(addingCapacity: (octets.count + 2) / 3 * 4) { (output: inout OutputSpan<UInt8>) in
            var index = 0
            while index < octets.count {
                let left = octets.count - index
                let first = Int(octets[index])
                let second = left > 1 ? Int(octets[index + 1]) : 0
                let third = left > 2 ? Int(octets[index + 2]) : 0
                output.append(letters[first >> 2])
                output.append(letters[(first & 3) << 4 | second >> 4])
                output.append(left > 1 ? letters[(second & 15) << 2 | third >> 6] : UInt8(ascii: "="))
                output.append(left > 2 ? letters[third & 63] : UInt8(ascii: "="))
                index += min(left, 3)
            }
        }
    }

    private static func encode(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
        pairs.withUnsafeBufferPointer { pairs in
            var read = 0
            var written = 0
            while read < source.count {
                let lineEnd = min(read + octetsPerLine, source.count)
                while read &+ 3 <= lineEnd {
                    let bits =
                        Int(source[read]) &<< 16 | Int(source[read &+ 1]) &<< 8 | Int(source[read &+ 2])
                    let letters = UInt32(pairs[bits &>> 12]) | UInt32(pairs[bits & 4095]) &<< 16
                    target.storeBytes(of: letters.littleEndian, toByteOffset: written, as: UInt32.self)
                    read &+= 3
                    written &+= 4
                }
                if read < lineEnd {
                    encodeRest(source, from: read, to: target + written)
                    written += 4
                    read = lineEnd
                }
                target.storeBytes(of: 0x0D, toByteOffset: written, as: UInt8.self)
                target.storeBytes(of: 0x0A, toByteOffset: written &+ 1, as: UInt8.self)
                written &+= 2
            }
            return written
        }
    }

    private static func encodeRest(
        _ source: UnsafeRawBufferPointer, from start: Int, to target: UnsafeMutableRawPointer
    ) {
        var letters: [UInt8] = []
        appendUnbroken(Array(source[start...]).span, to: &letters)
        target.copyMemory(from: letters, byteCount: letters.count)
    }

    /// The octets that `append` has encoded; padding and line ends are passed over.
    static func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        var octets: [UInt8] = []
        octets.reserveCapacity(encoded.count / 4 * 3)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for letter in encoded {
            let value = values[Int(letter)]
            guard value != 0xFF else { continue }
            bits = bits &<< 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            octets.append(UInt8(truncatingIfNeeded: bits &>> count))
        }
        return octets
    }
}
