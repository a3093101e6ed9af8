/// The quoted-printable encoding of text (RFC 2045 §6.7).
enum QuotedPrintable {
    /// The longest encoded line, its CR LF not counted.
    private static let width = 76

    /// Appends `text`, and a last CR LF unless it has one or is empty.
    ///
    /// CR LF is a line end; any other CR or LF is written as `=0D` or `=0A`.
    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        // An octet becomes three at most, and a soft break (three more) follows at least 73 of them.
        let encoded = 3 * text.count
        let capacity = encoded + 3 * (encoded / 73 + 2) + 2
        output.append(addingCapacity: capacity) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { target, count in
                guard let base = target.baseAddress else { return }
                text.withUnsafeBytes { source in
                    var writer = Writer(target: UnsafeMutableRawPointer(base))
                    writer.write(source)
                    count = writer.count
                }
            }
        }
    }

    /// Writes to memory that `append` has measured for the worst case.
    private struct Writer {
        let target: UnsafeMutableRawPointer
        var count = 0
        private var column = 0

        init(target: UnsafeMutableRawPointer) {
            self.target = target
        }

        mutating func write(_ source: UnsafeRawBufferPointer) {
            guard let base = source.baseAddress else { return }
            var index = 0
            while index < source.count {
                let run = QuotedPrintable.plainRun(in: source, from: index)
                copy(base + index, count: run)
                index += run
                guard index < source.count else { break }
                let octet = source[index]
                if octet == 0x0D, index + 1 < source.count, source[index + 1] == 0x0A {
                    endLine()
                    index += 2
                    continue
                }
                if octet == 0x09 {
                    makeRoom(for: 1)
                    put(octet)
                } else {
                    makeRoom(for: 3)
                    escape(octet)
                }
                index += 1
            }
            if column > 0 { endLine() }
        }

        private mutating func put(_ octet: UInt8) {
            target.storeBytes(of: octet, toByteOffset: count, as: UInt8.self)
            count &+= 1
            column &+= 1
        }

        private mutating func escape(_ octet: UInt8) {
            put(UInt8(ascii: "="))
            put(Hexadecimal.digit(octet &>> 4))
            put(Hexadecimal.digit(octet & 15))
        }

        /// Breaks the line unless `octets` more leave a column for the `=` of a soft break.
        private mutating func makeRoom(for octets: Int) {
            guard column + octets > width - 1 else { return }
            put(UInt8(ascii: "="))
            newLine()
        }

        private mutating func newLine() {
            target.storeBytes(of: 0x0D, toByteOffset: count, as: UInt8.self)
            target.storeBytes(of: 0x0A, toByteOffset: count &+ 1, as: UInt8.self)
            count &+= 2
            column = 0
        }

        private mutating func copy(_ source: UnsafeRawPointer, count length: Int) {
            var copied = 0
            while copied < length {
                makeRoom(for: 1)
                let part = min(length - copied, width - 1 - column)
                (target + count).copyMemory(from: source + copied, byteCount: part)
                count &+= part
                column &+= part
                copied &+= part
            }
        }

        /// White space at the end of a line may be lost on the way, so it is escaped (RFC 2045 §6.7, rule 3).
        private mutating func endLine() {
            if column > 0 {
                let last = target.load(fromByteOffset: count &- 1, as: UInt8.self)
                if last == 0x20 || last == 0x09 {
                    count &-= 1
                    column &-= 1
                    makeRoom(for: 3)
                    escape(last)
                }
            }
            newLine()
        }
    }

    /// How many octets from `start` stand for themselves: printable ASCII but `=`.
    ///
    /// Eight at a time: a byte of `stop` has its high bit set where an octet is no such one. Borrows run upwards
    /// only, so the lowest bit set is exact, and that is the one that is used.
    private static func plainRun(in source: UnsafeRawBufferPointer, from start: Int) -> Int {
        let high: UInt64 = 0x8080_8080_8080_8080
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index &+ 8 <= source.count {
            let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let belowSpace = (word &- ones &* 0x20) & ~word
            let equals = word ^ (ones &* 0x3D)
            let isEquals = (equals &- ones) & ~equals
            let delete = word ^ (ones &* 0x7F)
            let isDelete = (delete &- ones) & ~delete
            let stop = (word | belowSpace | isEquals | isDelete) & high
            if stop != 0 { return index &- start &+ stop.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < source.count, 0x20...0x7E ~= source[index], source[index] != 0x3D { index &+= 1 }
        return index &- start
    }
}
