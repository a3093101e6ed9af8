/// The text of a list in UTF-8, line by line, from octets that arrive in pieces of any size.
struct TextSource: ~Copyable {
    /// How the octets that `appendLine` appended end.
    enum LineEnd {
        /// In LF.
        case lineFeed
        /// Nothing more follows; nothing may have been appended.
        case end
        /// Before the line end, which lies beyond what was allowed.
        case limit
        /// Where the list could not be read on.
        case broken(ListFault.Problem)
    }

    /// What is looked at before the first record: enough to tell the dialect, in whole whatever the
    /// encoding and the pieces.
    private static let sampleSize = 1 << 14

    private let read: (inout [UInt8]) throws -> Void
    private var transcoder: Transcoder?
    private var chunk: [UInt8] = []
    private var next = 0
    private var raw: [UInt8] = []
    private var isEnded = false
    private var problem: ListFault.Problem?

    /// The number of octets of text before the next line, a mark included.
    private(set) var position = 0

    /// The encoding that a list without mark looks like, if its first octets can't be UTF-8 text.
    private(set) var likelyEncoding: String?

    /// Opens a list in `encoding`, or if that is nil in what its mark says, or in UTF-8.
    init(
        encoding: String?, reading read: @escaping (inout [UInt8]) throws -> Void
    ) throws(ListFault) {
        self.read = read
        var start: [UInt8] = []
        // No encoding needs more than four octets of a list for one of text; a mark and a `sep=` line go off.
        while start.count < 4 * Self.sampleSize + 64, readRaw() {
            start.append(contentsOf: raw)
        }
        let mark = ByteOrderMark(startOf: start)
        if let mark {
            if let encoding, !mark.agrees(with: encoding) {
                throw ListFault(
                    line: 1, column: 1, problem: .contradictingMark(encoding: encoding, mark: mark.encoding))
            }
            start.removeFirst(mark.octets.count)
        } else {
            likelyEncoding = Self.guess(start)
        }
        let name = mark?.encoding ?? encoding ?? "UTF-8"
        guard ByteOrderMark.key(name) != "UTF8" else {
            position = mark?.octets.count ?? 0
            chunk = start
            return
        }
        transcoder = Transcoder(from: name, position: mark?.octets.count ?? 0)
        guard transcoder != nil else {
            throw ListFault(line: 1, column: 1, problem: .unknownEncoding(name))
        }
        raw = start
        transcode()
    }

    /// A list that is at hand as text.
    init(text: [UInt8]) {
        read = { $0.removeAll() }
        chunk = text
        isEnded = true
    }

    /// The first octets of the text, cut at the end of a line if there is more; the same however the
    /// list arrives.
    var sample: (text: [UInt8], isCut: Bool) {
        let rest = chunk[next...]
        guard rest.count > Self.sampleSize else { return (Array(rest), !isEnded) }
        let start = rest.prefix(Self.sampleSize)
        let end = start.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start.endIndex
        return (Array(start[..<end]), true)
    }

    /// Passes over the line `sep=;` with which a spreadsheet says what the delimiter is, and returns that.
    mutating func takeSeparatorLine() -> UInt8? {
        let start = chunk[next...].prefix(7)
        guard start.count >= 6, start.prefix(4).elementsEqual("sep=".utf8) else { return nil }
        let delimiter = start[start.startIndex + 4]
        let rest = start.dropFirst(5)
        let lineEnds: [[UInt8]] = [[0x0A], [0x0D, 0x0A]]
        guard let lineEnd = lineEnds.first(where: { rest.starts(with: $0) }) else { return nil }
        next += 5 + lineEnd.count
        position += 5 + lineEnd.count
        return delimiter
    }

    /// Appends the next line with its line end, but no more than makes `line` as long as `limit`.
    mutating func appendLine(to line: inout [UInt8], limit: Int) -> LineEnd {
        while true {
            if next == chunk.count {
                guard refill() else { return problem.map(LineEnd.broken) ?? .end }
            }
            let room = limit - line.count
            guard room > 0 else { return .limit }
            let start = next
            let (taken, isWhole) = chunk.withUnsafeBufferPointer { chunk in
                let range = start..<min(start + room, chunk.count)
                let lineFeed = chunk.firstOffset(of: UInt8(ascii: "\n"), in: range)
                let end = lineFeed.map { $0 + 1 } ?? range.upperBound
                line.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[start..<end]))
                return (end - start, lineFeed != nil)
            }
            next &+= taken
            position &+= taken
            if isWhole { return .lineFeed }
        }
    }

    // MARK: - Pieces

    /// Replaces the used-up chunk; false if there is no more.
    private mutating func refill() -> Bool {
        chunk.removeAll(keepingCapacity: true)
        next = 0
        while chunk.isEmpty, !isEnded {
            guard transcoder != nil else {
                swap(&raw, &chunk)
                let hasMore = readRaw()
                swap(&raw, &chunk)
                return hasMore
            }
            _ = readRaw()
            transcode()
        }
        return !chunk.isEmpty
    }

    private mutating func transcode() {
        guard let transcoder else { return }
        problem = transcoder.append(raw, to: &chunk) ?? problem
        if isEnded, problem == nil {
            problem = transcoder.finish(to: &chunk)
        }
        isEnded = isEnded || problem != nil
    }

    /// Reads the next piece into `raw`; false, with `raw` empty, at the end.
    private mutating func readRaw() -> Bool {
        guard !isEnded else { return false }
        do {
            try read(&raw)
        } catch {
            problem = .unreadable(String(describing: error))
            raw.removeAll()
        }
        isEnded = raw.isEmpty
        return !isEnded
    }

    /// Every second octet of a text in UTF-16 is NUL as long as its letters are those of ASCII.
    private static func guess(_ start: [UInt8]) -> String? {
        let zeros = start.prefix(4).map { $0 == 0 }
        if zeros == [false, true, false, true] { return "UTF-16LE" }
        if zeros == [true, false, true, false] { return "UTF-16BE" }
        return nil
    }
}
