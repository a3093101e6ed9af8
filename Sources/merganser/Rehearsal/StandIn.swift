import CampaignRun
import SMTP
import Sink
import Transport

/// The server that takes the relay's place in a rehearsal: the built-in one, made as like the relay as is known.
struct StandIn {
    /// Nil when no relay was named.
    let address: RelayAddress?
    let knowledge: RelayKnowledge?
    let faults: RehearsalFaults
    /// Where it writes down what it sees.
    let logPath: String?

    /// The relay's, in microseconds; nil when nobody has measured it.
    var roundTrip: Int? { knowledge?.roundTrip }

    func settings() throws(SinkFault) -> SinkSettings {
        var settings = SinkSettings()
        settings.name = "rehearsal.example"
        settings.logPath = logPath
        settings.speaksLMTP = address?.isLMTP ?? false
        settings.delay = ((roundTrip ?? 0) + 500) / 1000
        if let knowledge {
            if !knowledge.keywords.isEmpty {
                settings.extensions = SinkExtensions(Capabilities(lines: knowledge.keywords))
            }
            settings.messageLimit = knowledge.messages.limit.map { SinkSettings.MessageLimit(count: $0) }
        }
        for fault in faults.faults { try fault.apply(to: &settings) }
        return settings
    }

    /// Where it listens; nothing there needs TLS or a password.
    func url(on listening: SinkServer.Address) -> String {
        (address?.isLMTP ?? false ? "lmtp://" : "smtp://") + listening.description
    }
}

extension SinkExtensions {
    /// Those that a relay has.
    fileprivate init(_ capabilities: Capabilities) {
        let all: [(isThere: Bool, extension: SinkExtensions)] = [
            (capabilities.pipelining, .pipelining), (capabilities.chunking, .chunking),
            (capabilities.size, .size),
            (capabilities.eightBitMIME, .eightBitMIME), (capabilities.smtpUTF8, .internationalized),
            (capabilities.dsn, .deliveryStatus), (capabilities.enhancedStatusCodes, .enhancedCodes),
        ]
        self.init(all.filter(\.isThere).map(\.extension))
    }
}
