import SMTP
import Transport

/// How the messages of a run went to its relay.
package struct RelayUse: Equatable, Sendable {
    /// Messages accepted, by the flight of the connection they went on.
    package private(set) var accepted: [Flight: Int] = [:]
    /// Connections on which messages could be sent, by their flight.
    package private(set) var connections: [Flight: Int] = [:]
    package private(set) var roundTrips = 0
    package private(set) var roundTripsSaved = 0
    /// Messages accepted of which no reports can come, since the relay did not offer DSN.
    package private(set) var withoutReports = 0
    /// Before TLS makes more of them.
    package private(set) var octets = 0

    mutating func note(_ figures: ConversationFigures) {
        roundTrips += figures.session.roundTrips
        octets += figures.octets
        guard let flight = figures.session.flight else { return }
        roundTripsSaved += figures.session.roundTripsSaved
        accepted[flight, default: 0] += figures.session.accepted
        connections[flight, default: 0] += 1
        if !figures.session.capabilities.dsn { withoutReports += figures.session.accepted }
    }
}
