/// What became of one row of the list.
///
/// The raw values stand in campaign files and never change their meaning.
package enum Outcome: Int, CaseIterable, Equatable, Sendable {
    /// Not tried yet.
    case pending = 0
    case accepted = 1
    /// 5xx: trying again would end the same way.
    case refused = 2
    /// 4xx: may be tried again.
    case deferred = 3
    /// Only the relay knows (RFC 1047); never sent again unless somebody asks for it.
    case inDoubt = 4
    /// The row cannot be made into a message; its reason says why.
    case invalid = 5
    /// Left out on purpose: a duplicate, or suppressed.
    case skipped = 6

    /// The row is claimed and its outcome not recorded yet. Only stored, never handed out: while a sender is
    /// alive such a row counts as pending, afterwards it is in doubt.
    static let claimed = 7
}
