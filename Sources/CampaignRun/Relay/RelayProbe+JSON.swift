import Cryptography
import SMTP
import Transport

extension RelayProbe.Findings {
    /// One JSON object; members that are not known are left out.
    ///
    /// - Parameters:
    ///   - url: of the relay.
    ///   - proxy: what the connection was made by.
    ///   - problem: why the conversation ended early, as a sentence.
    package func json(url: String, proxy: ProxyAddress? = nil, problem: String?) -> [UInt8] {
        var object = JSONObject()
        object.add("relay", url)
        object.add("proxy", proxy?.place)
        object.add("keywords", capabilities.keywords)
        object.add("auth", capabilities.mechanisms)
        object.add("size", capabilities.sizeLimit)
        object.add("mailmax", capabilities.mailLimit)
        object.add("rcptmax", capabilities.recipientLimit)
        object.add("rcptdomainmax", capabilities.domainLimit)
        object.add("tls", tls?.version)
        object.add("cipher", tls?.cipher)
        object.add("certificates", (tls?.certificates ?? []).map(\.object))
        object.add("proof", proof?.rawValue)
        if problem == nil { object.add("flight", flight.word) }
        object.add("window", flight == .deep && problem == nil ? knowledge.window : nil)
        object.add("round_trip_us", roundTrip.map { Int($0.nanoseconds / 1000) })
        object.add("learned_messages_per_connection", knowledge.messages.limit)
        object.add("learned_refusals_per_connection", knowledge.refusals.limit)
        object.add("clean_messages", knowledge.clean)
        object.add("problem", problem)
        return object.finish()
    }
}

extension CertificateSummary {
    fileprivate var object: JSONObject {
        var object = JSONObject()
        object.add("subject", subject)
        object.add("issuer", issuer)
        object.add("names", names)
        object.add("not_before", notBefore)
        object.add("not_after", notAfter)
        object.add("pin", pin?.description)
        return object
    }
}

extension Flight {
    /// What the guide calls it.
    package var word: String {
        switch self {
        case .lockStep: "lock-step"
        case .grouped: "grouped"
        case .overlapped: "overlapped"
        case .deep: "deep"
        }
    }
}
