/// Why no message may start now, and when one may.
package struct Pause: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        case startTime
        case hours
        case dailyCap
        case rate(Rate)
        /// All that is left was turned away for now, and is tried again then.
        case deferral
        /// All that is left goes to domains whose rate lets nothing start.
        case domainRate
        /// Rows are looked through for one whose domain may be written to.
        case search
    }

    /// Milliseconds since 1970; nil when there will be no such moment.
    package let until: Int64?
    package let reason: Reason
    /// Clocks where the hours hold show this then, as milliseconds since they showed 1 January 1970, 0:00.
    package let local: Int64
}
