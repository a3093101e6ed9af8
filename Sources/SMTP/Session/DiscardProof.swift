/// What a relay does with the octets of a chunk that it refuses (RFC 3030 §2 wants them discarded).
///
/// A relay that takes them for commands would run text out of a list as SMTP: the deep flight, which writes
/// chunks before it knows their recipients, is only for those that discard.
public enum DiscardProof: String, Sendable {
    /// Proven: ``Flight/deep`` may be used.
    case discards
    /// The chunk was run as commands. Never deep.
    case executes
    /// Neither was seen, or the keywords are missing. Not deep.
    case inconclusive
}

/// The replies to `BDAT 6 LAST`, a chunk that spells `NOOP`, and `RSET`, written outside any transaction.
struct ProofReplies: Sendable {
    static let script = Array("BDAT 6 LAST\r\nNOOP\r\nRSET\r\n".utf8)

    /// The relay let us in.
    var isBegun = false
    /// The codes before 221, at most four.
    private var codes: [Int] = []
    /// 221 to QUIT stands behind all that the relay had to say, so nothing has to be waited for.
    private var isComplete = false

    /// Whether more came than any relay can mean.
    var isBabble: Bool { codes.count > 3 }

    mutating func note(_ code: Int) {
        if codes.count < 4 { codes.append(code) }
    }

    mutating func complete() {
        isComplete = true
    }

    /// A connection that closes before 221 proves nothing: the third reply may be what was not sent any more.
    var result: DiscardProof {
        guard let first = codes.first, first >= 500, codes.dropFirst().allSatisfy({ $0 < 300 }) else {
            return .inconclusive
        }
        return switch codes.count {
        case 2 where isComplete: .discards
        case 3: .executes
        default: .inconclusive
        }
    }
}
