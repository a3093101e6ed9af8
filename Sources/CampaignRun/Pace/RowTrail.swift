/// Row numbers in the order in which they came, in an octet or two each where they ascend by little.
///
/// Five million rows that wait for one domain take five million octets here, and eight times that as numbers.
struct RowTrail: Equatable {
    /// Differences to the row before, zigzag, seven bits an octet, the lowest first.
    private var octets: [UInt8] = []
    private var start = 0
    private var last = 0
    private var first = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ row: Int) {
        let difference = row &- last
        var rest = UInt64(bitPattern: Int64(difference &<< 1 ^ difference &>> 63))
        while rest > 0x7F {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(truncatingIfNeeded: rest))
        last = row
        count += 1
    }

    /// Takes out the row that came first.
    mutating func popFirst() -> Int? {
        guard count > 0 else { return nil }
        var bits: UInt64 = 0
        var shift: UInt64 = 0
        while start < octets.count {
            let octet = octets[start]
            start += 1
            bits |= UInt64(octet & 0x7F) &<< shift
            shift += 7
            if octet < 0x80 { break }
        }
        first = first &+ (Int(truncatingIfNeeded: bits >> 1) ^ -Int(truncatingIfNeeded: bits & 1))
        count -= 1
        forget()
        return first
    }

    /// Gives back the room of what was taken out, so rarely that it costs nothing.
    private mutating func forget() {
        if count == 0 {
            // The next difference is taken from the last row, wherever it was taken out.
            (octets, start, first) = ([], 0, last)
        } else if start > 64, start * 2 > octets.count {
            octets.removeFirst(start)
            start = 0
        }
    }
}
