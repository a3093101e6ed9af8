/// What a rehearsal server has done so far.
package struct SinkCounts: Equatable, Sendable {
    package var connections = 0
    package var accepted = 0
    /// Octets of content in the accepted messages.
    package var octets = 0
    /// Replies of 400 and above.
    package var refused = 0
    /// Connections lost on purpose.
    package var lost = 0
}
