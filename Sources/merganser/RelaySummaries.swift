import CampaignRun
import Transport

extension RelayResult {
    /// By which flights the messages went, and what that saved; nothing when none went.
    var lines: [String] {
        let flights = use.connections.keys.sorted(by: >).map { flight in
            let (messages, used) = (use.accepted[flight] ?? 0, use.connections[flight] ?? 0)
            return "\(messages.grouped) \(flight.word) on \(used.counted("connection"))"
        }
        guard !flights.isEmpty else { return [] }
        return [
            "through \(entry.name): \(flights.joined(separator: ", ")); \(use.roundTrips.grouped) round trips, "
                + "\(use.roundTripsSaved.grouped) saved; \(amount(ofOctets: use.octets)) sent"
        ]
    }
}

extension [RelayPlan] {
    /// What is known of each before the run, and its share when there are several.
    func phrases(window: Int?) -> [String] {
        let wholeWeight = reduce(0) { $0 + $1.entry.weight }
        return map { plan in
            let outlook = RelayOutlook(
                address: plan.entry.address, proxy: plan.connector.proxyAddress,
                connections: plan.connections, window: window, knowledge: plan.knowledge)
            return outlook.phrase + (count > 1 ? ", \(plan.entry.weight) of \(wholeWeight)" : "")
        }
    }
}

extension RelayAddress {
    /// That reports were asked for and will not come.
    func withoutReports(_ messages: Int) -> String {
        "\(url) does not offer DSN, so \(messages.counted("accepted message")) went without --dsn: no reports will come"
    }

    /// How the way to the relay is protected.
    var protectionPhrase: String { socketPath == nil ? protection.phrase : "a socket of this machine" }
}

extension RelayAddress.Protection {
    var phrase: String {
        switch self {
        case .implicit: "TLS, verified"
        case .required: "STARTTLS, verified"
        case .opportunistic: "STARTTLS if offered, NOT verified"
        case .none: "NOT encrypted"
        }
    }
}
