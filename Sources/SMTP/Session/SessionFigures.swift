/// What a session has done, and what it has shown of the server.
package struct SessionFigures: Equatable, Sendable {
    /// How far ahead it wrote; nil when it never got as far as messages.
    package var flight: Flight?
    /// Whether the opening was passed, so that ``capabilities`` are those that count.
    package var isLetIn = false
    /// What the last EHLO was answered with.
    package var capabilities = Capabilities.none
    /// Messages accepted.
    package var accepted = 0
    /// Times that something had to wait for a reply.
    package var roundTrips = 0
    /// How many more there would have been one command at a time.
    package var roundTripsSaved = 0
    /// Messages the server took before it said that the connection has carried enough.
    package var messageLimit: Int?
    /// Refusals on the connection when the server, right behind one, closed it.
    package var refusalLimit: Int?

    package init() {}
}

extension Session {
    package var figures: SessionFigures {
        var figures = SessionFigures()
        figures.flight = wasReady ? flight : nil
        figures.isLetIn = wasReady || proof.isBegun || ending == .keywordsChanged
        figures.capabilities = capabilities
        figures.accepted = tally.accepted
        figures.roundTrips = pace.roundTrips
        figures.roundTripsSaved = pace.saved
        figures.messageLimit = foundMessageLimit
        figures.refusalLimit = foundRefusalLimit
        return figures
    }
}
