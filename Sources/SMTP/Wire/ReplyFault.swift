/// What is wrong with the octets of a reply.
public enum ReplyFault: Error, Equatable, Sendable {
    /// A line that does not begin with three digits of RFC 5321 §4.2 and a space, a hyphen or its end; its
    /// first octets.
    case notAReply([UInt8])
    /// The lines of one reply differ in their code.
    case mixedCodes(Int, Int)
    /// CR without LF inside a line.
    case bareCarriageReturn
    /// A line of more than `limit` octets.
    case lineTooLong(limit: Int)
    /// A reply of more than `limit` lines.
    case tooManyLines(limit: Int)
    /// A reply whose text has more than `limit` octets.
    case replyTooLong(limit: Int)
}
