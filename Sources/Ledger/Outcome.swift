/// What became of one row of the list.
///
/// The raw values stand in campaign files and never change their meaning. None is 0 or 1, which SQLite stores in
/// no octet at all: so a row keeps its length whatever becomes of it, and is overwritten where it lies.
package enum Outcome: Int, CaseIterable, Equatable, Sendable {
    /// Not tried yet.
    case pending = 2
    case accepted = 3
    /// 5xx: trying again would end the same way.
    case refused = 4
    /// 4xx: may be tried again.
    case deferred = 5
    /// Only the relay knows (RFC 1047); never sent again unless somebody asks for it.
    case inDoubt = 6
    /// The row cannot be made into a message; its reason says why.
    case invalid = 7
    /// Left out on purpose: a duplicate, or suppressed.
    case skipped = 8

    /// Whether the row stays what it is when it is left out later: a relay has said no to it for good, or may have it.
    package var isLasting: Bool { self == .refused || self == .inDoubt }

    /// The row is claimed and its outcome not recorded yet.
    ///
    /// Only stored, never handed out: while a sender is alive such a row counts as pending, afterwards it is
    /// in doubt.
    static let claimed = 9

    /// The row shares the message of an earlier one, whose outcome is its own.
    ///
    /// Only stored, in campaigns with groups, and not counted in `tally`.
    static let following = 10
}
