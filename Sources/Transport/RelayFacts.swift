import SMTP

/// What is known of a relay when a connection for messages is made.
package struct RelayFacts: Equatable, Sendable {
    package var discardsRefusedChunks: Bool
    /// The EHLO keywords it was learned under; nil when nothing was.
    package var keywords: [String]?
    /// Whether a relay that says other keywords is to be asked anew before any message.
    package var isFromBefore = false
    /// Messages on one connection; nil for no other limit than ours.
    package var messageLimit: Int?
    /// Refusals in all that a connection may see; nil for no other limit than ours.
    package var refusalLimit: Int?
    /// The most forward flight that has gone well.
    package var flight = Flight.deep
    /// Transactions that may be unanswered; nil for what the configuration says.
    package var window: Int?

    package init(discardsRefusedChunks: Bool, keywords: [String]? = nil) {
        self.discardsRefusedChunks = discardsRefusedChunks
        self.keywords = keywords
    }

    /// What is known makes a session more careful; only the proof and the window make it bolder.
    func apply(to configuration: inout SessionConfiguration) {
        configuration.discardsRefusedChunks = discardsRefusedChunks
        configuration.knownKeywords = keywords
        configuration.endsOnOtherKeywords = isFromBefore
        configuration.flight = min(configuration.flight, flight)
        if let window { configuration.window = window }
        if let messageLimit {
            configuration.messagesPerConnection = min(configuration.messagesPerConnection, messageLimit)
        }
        if let refusalLimit {
            configuration.refusalsInAll = min(configuration.refusalsInAll, max(1, refusalLimit))
            configuration.refusalsInARow = min(configuration.refusalsInARow, configuration.refusalsInAll)
        }
    }
}
