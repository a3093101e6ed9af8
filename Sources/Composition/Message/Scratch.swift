/// Buffers that composing one message after another uses again; each connection has its own.
public struct Scratch: Sendable {
    var render = RenderScratch()
    /// A rendered header value, address or path.
    var value: [UInt8] = []
    /// A rendered display name.
    var name: [UInt8] = []
    var text = TextPart()
    var html = TextPart()
    var calendar = TextPart()
    /// The paths of this row's own attachments; an empty one attaches nothing.
    var paths: [[UInt8]] = []
    var outerBoundary: [UInt8] = []
    var relatedBoundary: [UInt8] = []
    var innerBoundary: [UInt8] = []
    /// What patterns are filled with, for the row at hand.
    var patternValues = PatternValues()
    /// The row with cells that no list has; lent while a message is made.
    var extended = Row(octets: [], ends: [])
    var unsubscribeWeb: [UInt8] = []
    var unsubscribeMail: [UInt8] = []

    package init() {}

    /// The branches that were taken since the last call, of those the composer lists.
    package mutating func takeBranches() -> BranchSet {
        defer { render.machine.branches = BranchSet() }
        return render.machine.branches
    }

    /// Takes back the buffers that were lent.
    mutating func giveBack(_ row: Row) { extended = row }
}
