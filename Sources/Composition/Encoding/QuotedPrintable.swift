/// The quoted-printable encoding of text (RFC 2045 §6.7).
enum QuotedPrintable {
    /// The longest encoded line, its CR LF not counted.
    private static let width = 76

    /// Appends `text`, and a last CR LF unless it has one or is empty.
    ///
    /// CR LF is a line end; any other CR or LF is written as `=0D` or `=0A`.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        append(upTo: text.count, to: &output) { $0.write(text) }
    }

    /// Appends what `write` has the writer write, of `count` octets of text at most, and a last CR LF.
    static func append(upTo count: Int, to output: inout [UInt8], _ write: (inout Writer) -> Void) {
        // An octet becomes three at most, and a soft break (three more) follows at least 73 of them.
        let encoded = 3 * count
        let capacity = encoded + 3 * (encoded / 73 + 2) + 2
        output.append(addingCapacity: capacity) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { target, count in
                guard let base = target.baseAddress else { return }
                var writer = Writer(target: UnsafeMutableRawPointer(base))
                write(&writer)
                writer.finish()
                count = writer.count
            }
        }
    }

    /// `text` encoded from the start of a line on, without a last CR LF, and the column where the next octet goes.
    static func stretch(_ text: Span<UInt8>) -> (octets: [UInt8], column: Int) {
        var column = 0
        var octets: [UInt8] = []
        append(upTo: text.count, to: &octets) { writer in
            writer.write(text)
            column = writer.column
            writer.leaveOpen()
        }
        return (octets, column)
    }

    /// Writes to memory that `append` has measured for the worst case.
    struct Writer {
        private let target: UnsafeMutableRawPointer
        fileprivate private(set) var count = 0
        fileprivate private(set) var column = 0

        fileprivate init(target: UnsafeMutableRawPointer) {
            self.target = target
        }

        /// Writes the next stretch of the text; a CR LF must not be divided between two.
        mutating func write(_ text: Span<UInt8>) {
            text.withUnsafeBytes { write($0) }
        }

        /// Writes what `stretch` has encoded, at the start of a line.
        mutating func write(encoded: Span<UInt8>, column: Int) {
            encoded.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return }
                (target + count).copyMemory(from: base, byteCount: source.count)
                count &+= source.count
            }
            self.column = column
        }

        /// Ends the last line unless it is ended or empty.
        fileprivate mutating func finish() {
            if column > 0 { endLine() }
        }

        /// Makes `finish` leave the last line as it is.
        fileprivate mutating func leaveOpen() {
            column = 0
        }

        private mutating func write(_ source: UnsafeRawBufferPointer) {
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
