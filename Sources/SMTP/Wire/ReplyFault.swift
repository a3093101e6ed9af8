/// What is wrong with the octets of a reply.
package enum ReplyFault: Error, Equatable, Sendable {
    /// A line that does not begin with three digits of RFC 5321 §4.2 and a space, a hyphen or its end; its
    /// first octets.
    case notAReply([UInt8])
    /// The lines of one reply differ in their code.
    case mixedCodes(Int, Int)
    case bareCarriageReturn
    case lineTooLong(limit: Int)
    case tooManyLines(limit: Int)
    case replyTooLong(limit: Int)
}
