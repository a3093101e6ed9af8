import CampaignRun
import SMTP
import Transport

/// What is known of a relay before a run.
struct RelayOutlook {
    let address: RelayAddress
    let proxy: ProxyAddress?
    /// At the most.
    let connections: Int
    /// As asked for.
    let window: Int?
    let knowledge: RelayKnowledge

    /// `smtp://relay.example (STARTTLS, verified), 4 connections, deep: up to 32 ahead, 48 ms a round trip`.
    var phrase: String {
        var parts = [
            "\(address.url) (\(address.protectionPhrase))"
                + (proxy.map { " by the proxy \($0.place)" } ?? ""),
            connections.counted("connection"),
        ]
        switch knowledge.expectedFlight {
        case nil: parts.append("not used before")
        case .deep? where window != 1:
            parts.append("\(Flight.deep.word): up to \(window ?? knowledge.window) ahead")
        case .deep?: parts.append(Flight.overlapped.word)
        case let flight?: parts.append(flight.word)
        }
        if let roundTrip = knowledge.roundTrip {
            parts.append("\(Self.text(ofMicroseconds: roundTrip)) a round trip")
        }
        return parts.joined(separator: ", ")
    }

    /// `48 ms`, `0.3 ms`.
    static func text(ofMicroseconds count: Int) -> String {
        count < 10_000 ? "\(count / 1000).\(count / 100 % 10) ms" : "\(count / 1000) ms"
    }
}
