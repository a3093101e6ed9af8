/// A connection lost on purpose, at a chosen point of the conversation.
package struct SinkLoss: Equatable, Sendable {
    package var point: Point
    package var occasion: Occasion

    package init(_ point: Point, _ occasion: Occasion = .every(1)) {
        self.point = point
        self.occasion = occasion
    }

    /// Reads `POINT` (always), `POINT:EVERY` (every n-th time) or `POINT:first=TIMES`.
    package init(parsing source: String) throws(SinkFault) {
        let parts = source.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let word = parts.first, let point = Point(rawValue: word), parts.count <= 2 else {
            throw .loss(source)
        }
        guard parts.count == 2 else {
            self.init(point)
            return
        }
        let prefix = "first="
        let isFirst = parts[1].hasPrefix(prefix)
        guard let number = Array(parts[1].dropFirst(isFirst ? prefix.count : 0).utf8).span.decimal, number > 0
        else { throw .loss(source) }
        self.init(point, isFirst ? .first(number) : .every(number))
    }

    package enum Point: String, CaseIterable, Sendable {
        /// Instead of a greeting.
        case atConnect
        /// The reply to EHLO or HELO was sent.
        case afterEHLO
        /// The reply to an accepted MAIL was sent.
        case afterMAIL
        /// The reply to an accepted RCPT was sent.
        case afterRCPT
        /// The 354 was sent; for BDAT, the command was read and none of its octets.
        case afterDATA
        /// Some octets of the content were read; the message is not kept, however much of it had arrived.
        case midContent
        /// The message is kept and logged as accepted; its reply is never sent (RFC 1047).
        case afterContentBeforeReply
        /// The reply that says accepted was sent.
        case afterReply
    }

    /// When it happens; times are counted over all connections of the server, in the order they come.
    package enum Occasion: Equatable, Sendable {
        /// Every n-th time the point is reached; 1 is always.
        case every(Int)
        /// The first n times the point is reached.
        case first(Int)

        func isDue(at time: Int) -> Bool {
            switch self {
            case .every(let interval): time % max(interval, 1) == 0
            case .first(let times): time <= times
            }
        }
    }
}
