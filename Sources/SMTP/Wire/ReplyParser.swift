import Glibc

/// Cuts a stream of octets into replies (RFC 5321 §4.2.1).
///
/// Lines end in CR LF; a bare LF is taken too. Everything else that is not a reply is a fault, after which the
/// parser must not be used any more. Nothing is copied out until ``reply`` is asked for: most replies are a
/// `250` whose text nobody wants.
public struct ReplyParser: Sendable {
    /// The most octets of one line; RFC 5321 §4.5.3.1.5 wants 512, and real servers write more.
    public static let lineLimit = 2048
    /// The most lines of one reply.
    public static let lineCountLimit = 100
    /// The most octets of text of one reply.
    public static let replyLimit = 64 * 1024

    /// The start of a line whose end has not come yet.
    private var partial: [UInt8] = []
    /// Text of the reply so far, LF between the lines.
    private var text: [UInt8] = []
    /// The code of the reply that ``next(_:from:)`` found last.
    public private(set) var code = 0
    /// Lines of the unfinished reply.
    private var lineCount = 0
    /// Whether a line ended in LF without CR.
    public private(set) var sawBareLineFeed = false
    /// What ``reply`` does not show.
    var secrets = SecretFilter()

    /// For one connection, before its first octet.
    public init() {
        text.reserveCapacity(256)
    }

    /// Whether octets of an unfinished reply are kept.
    public var isMidReply: Bool { !partial.isEmpty || lineCount > 0 }

    /// The reply that ``next(_:from:)`` found last; secrets that the server echoes are made unreadable.
    public var reply: Reply { Reply(code: code, text: secrets.hidden(text)) }

    /// The same as it came, for those who have to answer it.
    var challenge: Reply { Reply(code: code, text: text) }

    /// Finds the next reply, starting at `position` and moving it behind what was used.
    ///
    /// - Returns: the reply's code, or nil when all octets are used and no reply is complete.
    public mutating func next(_ octets: Span<UInt8>, from position: inout Int) throws(ReplyFault) -> Int? {
        try octets.withUnsafeBufferPointer { (buffer) throws(ReplyFault) -> Int? in
            while position < buffer.count {
                let rest = UnsafeBufferPointer(rebasing: buffer[position...])
                guard let length = rest.firstIndex(of: 0x0A, limit: rest.count) else {
                    position = buffer.count
                    try keep(rest)
                    return nil
                }
                position += length + 1
                if try finishLine(UnsafeBufferPointer(rebasing: rest[..<length])) { return code }
            }
            return nil
        }
    }

    private mutating func keep(_ octets: UnsafeBufferPointer<UInt8>) throws(ReplyFault) {
        // One more for the CR.
        guard partial.count + octets.count <= Self.lineLimit + 1 else {
            throw .lineTooLong(limit: Self.lineLimit)
        }
        partial.append(contentsOf: octets)
    }

    private mutating func finishLine(_ octets: UnsafeBufferPointer<UInt8>) throws(ReplyFault) -> Bool {
        guard !partial.isEmpty else { return try take(octets) }
        try keep(octets)
        var line: [UInt8] = []
        swap(&line, &partial)
        return try line.withUnsafeBufferPointer { (line) throws(ReplyFault) in try take(line) }
    }

    /// - Parameter line: without its LF.
    /// - Returns: whether it was the reply's last.
    private mutating func take(_ line: UnsafeBufferPointer<UInt8>) throws(ReplyFault) -> Bool {
        var length = line.count
        if length > 0, line[length - 1] == 0x0D { length -= 1 } else { sawBareLineFeed = true }
        guard length <= Self.lineLimit else { throw .lineTooLong(limit: Self.lineLimit) }
        guard line.firstIndex(of: 0x0D, limit: length) == nil else { throw .bareCarriageReturn }
        guard let lineCode = Self.code(line, length: length) else {
            throw .notAReply(Array(line[..<min(length, 64)]))
        }
        if lineCount == 0 {
            code = lineCode
            text.removeAll(keepingCapacity: true)
        } else {
            guard lineCode == code else { throw .mixedCodes(code, lineCode) }
            text.append(0x0A)
        }
        lineCount += 1
        guard lineCount <= Self.lineCountLimit else { throw .tooManyLines(limit: Self.lineCountLimit) }
        if length > 4 { text.append(contentsOf: UnsafeBufferPointer(rebasing: line[4..<length])) }
        guard text.count <= Self.replyLimit else { throw .replyTooLong(limit: Self.replyLimit) }
        if length > 3, line[3] == UInt8(ascii: "-") { return false }
        lineCount = 0
        return true
    }

    /// Digit by digit: `Int` would read `+25` and full-width digits too.
    private static func code(_ line: UnsafeBufferPointer<UInt8>, length: Int) -> Int? {
        guard length >= 3 else { return nil }
        let (hundreds, tens, units) = (line[0] &- 0x30, line[1] &- 0x30, line[2] &- 0x30)
        guard (2...5).contains(hundreds), tens <= 5, units <= 9 else { return nil }
        guard length == 3 || line[3] == 0x20 || line[3] == UInt8(ascii: "-") else { return nil }
        return Int(hundreds) * 100 + Int(tens) * 10 + Int(units)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func firstIndex(of octet: UInt8, limit: Int) -> Int? {
        guard limit > 0, let start = baseAddress, let found = memchr(start, Int32(octet), limit) else {
            return nil
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}
