/// Counts the round trips of a conversation.
///
/// A command needs the replies that came before it was written. So those that are written before a reply to the
/// first of them are one round trip, whatever the pieces in which the replies then arrive; and the round trips of a
/// connection are the longest chain of commands each of which had to wait for the one before.
struct Pace: Equatable, Sendable {
    private(set) var roundTrips = 0
    /// What the same commands would take one by one.
    private(set) var commands = 0
    /// Commands not answered that were written before the last round trip began.
    private var before = 0
    private var isAnswered = true

    var saved: Int { max(0, commands - roundTrips) }

    /// - Parameters:
    ///   - outstanding: commands written before it and not answered.
    ///   - isNeeded: whether it would be said one by one, too.
    mutating func noteCommand(outstanding: Int, isNeeded: Bool) {
        if isNeeded { commands += 1 }
        guard isAnswered else { return }
        roundTrips += 1
        before = outstanding
        isAnswered = false
    }

    mutating func noteReply() {
        if before > 0 { before -= 1 } else { isAnswered = true }
    }
}
