/// How many transactions of the deep flight may be unanswered: earned by acceptances, lost by one refusal.
///
/// Servers count errors and close with a reset that destroys replies; a refused recipient whose chunk is out
/// already costs two of them. A bad stretch of addresses must therefore not find a wide window, and what a lost
/// connection leaves in doubt is never more than the window.
struct Window: Equatable, Sendable {
    /// Octets of content that may be unanswered, unless a single message has more.
    static let contentLimit = 1024 * 1024
    /// Acceptances that are asked for after a refusal.
    private static let probation = 8

    /// Transactions that may be unanswered now; 1 is the overlapped flight.
    private(set) var size = 1
    private let limit: Int
    /// Acceptances since the last change of ``size``, and those at which it doubles.
    private var clean = 0
    private var goal = 1

    /// - Parameter limit: what ``size`` never exceeds; below 1 counts as 1.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// A message went to all its recipients.
    ///
    /// Those that were out when the window fell count as well: they stood behind the refused one in the list,
    /// and the relay took them.
    mutating func noteAcceptance() {
        guard size < limit else { return }
        clean += 1
        guard clean >= goal else { return }
        size = min(limit, size &* 2)
        clean = 0
        goal = size
    }

    mutating func noteRefusal() {
        size = 1
        clean = 0
        goal = Self.probation
    }
}
