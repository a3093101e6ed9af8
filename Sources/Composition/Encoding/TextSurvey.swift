/// What one pass over a text says about the ways in which it can travel.
///
/// Surveys of neighbouring stretches add up to that of the whole, as long as no CR LF is divided between two.
struct TextSurvey: Equatable, Sendable {
    /// Octets outside printable ASCII, TAB, CR and LF: they keep a text from travelling as 7bit.
    private(set) var unprintable = 0
    /// A CR without its LF: no line end, but an octet that has to be hidden.
    private(set) var loneCarriageReturns = 0
    /// An LF without its CR.
    private(set) var loneLineFeeds = 0
    /// The octets before the first line end; all of them if there is none.
    private var firstLine = 0
    /// The octets of the longest line between two line ends.
    private var longestInnerLine = 0
    /// The octets behind the last line end.
    private var lastLine = 0
    private var hasLineEnd = false

    /// The octets of the longest line, its line end not counted.
    var longestLine: Int { max(firstLine, longestInnerLine, lastLine) }

    /// The survey of no text at all.
    init() {}

    private static let high: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    init(_ text: Span<UInt8>) {
        text.withUnsafeBytes { bytes in
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let marks = Self.marks(in: word)
                if marks != 0 { survey(marks, at: index, in: bytes) }
                index &+= 8
            }
            while index < bytes.count {
                if !(0x20...0x7E ~= bytes[index]) { survey(index, in: bytes) }
                index &+= 1
            }
            // Until now `lastLine` is where the last line starts.
            lastLine = bytes.count &- lastLine
            if !hasLineEnd { firstLine = lastLine }
        }
    }

    /// Adds the survey of the text that follows.
    mutating func add(_ next: TextSurvey) {
        unprintable &+= next.unprintable
        loneCarriageReturns &+= next.loneCarriageReturns
        loneLineFeeds &+= next.loneLineFeeds
        let joined = lastLine &+ next.firstLine
        if hasLineEnd {
            if next.hasLineEnd {
                longestInnerLine = max(longestInnerLine, joined, next.longestInnerLine)
                lastLine = next.lastLine
            } else {
                lastLine = joined
            }
            return
        }
        firstLine = joined
        longestInnerLine = next.longestInnerLine
        lastLine = next.hasLineEnd ? next.lastLine : joined
        hasLineEnd = next.hasLineEnd
    }

    /// The high bit of each byte that is not printable ASCII.
    ///
    /// Exact: no addition carries into the next byte.
    private static func marks(in word: UInt64) -> UInt64 {
        let low = word & ~high
        let belowSpace = ~(low &+ ones &* 0x60)
        let isDelete = low &+ ones
        return (word | belowSpace | isDelete) & high
    }

    private mutating func survey(_ marks: UInt64, at start: Int, in bytes: UnsafeRawBufferPointer) {
        var marks = marks
        while marks != 0 {
            survey(start &+ marks.trailingZeroBitCount &>> 3, in: bytes)
            marks &= marks &- 1
        }
    }

    private mutating func survey(_ index: Int, in bytes: UnsafeRawBufferPointer) {
        switch bytes[index] {
        case 0x09: break
        case 0x0D:
            if index &+ 1 == bytes.count || bytes[index &+ 1] != 0x0A { loneCarriageReturns &+= 1 }
        case 0x0A:
            let isLone = index == 0 || bytes[index &- 1] != 0x0D
            if isLone { loneLineFeeds &+= 1 }
            let line = index &- lastLine &- (isLone ? 0 : 1)
            if hasLineEnd { longestInnerLine = max(longestInnerLine, line) } else { firstLine = line }
            hasLineEnd = true
            lastLine = index &+ 1
        default: unprintable &+= 1
        }
    }

    /// How many `=` there are, which quoted-printable has to escape.
    static func equalsSigns(in text: Span<UInt8>) -> Int {
        text.withUnsafeBytes { bytes in
            var count = 0
            var index = 0
            while index &+ 8 <= bytes.count {
                // Each byte of `lanes` counts to 255 at most.
                var lanes: UInt64 = 0
                for _ in 0..<min((bytes.count &- index) / 8, 255) {
                    let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ (ones &* 0x3D)
                    lanes &+= (~(((word & ~high) &+ ~high) | word) & high) &>> 7
                    index &+= 8
                }
                let pairs = (lanes & 0x00FF_00FF_00FF_00FF) &+ (lanes &>> 8 & 0x00FF_00FF_00FF_00FF)
                count &+= Int((pairs &* 0x0001_0001_0001_0001) &>> 48)
            }
            while index < bytes.count {
                if bytes[index] == 0x3D { count &+= 1 }
                index &+= 1
            }
            return count
        }
    }
}
