import CampaignRun
import Cryptography
import NIOCore
import SMTP
import Transport

extension RelayProbe.Findings {
    /// What was found, a line for each thing; what was not seen is left out.
    func lines(relay: RelayAddress, proxy: ProxyAddress?, at seconds: Int64) -> [String] {
        var rows: [(String, String)] = [
            ("relay", "\(relay.url) (\(relay.protectionPhrase))")
        ]
        if let proxy { rows.append(("proxy", proxy.place)) }
        if relay.isLMTP {
            rows.append(("protocol", "LMTP: behind each message an answer for every recipient"))
        }
        if let tls {
            rows.append(("TLS", "\(tls.version) \(tls.cipher)".printable))
            rows += tls.certificates.map { ("certificate", $0.line(at: seconds)) }
            // The relay's own comes first; those of its issuers pin nothing.
            if let pin = tls.certificates.first?.pin { rows.append(("pin", pin.description)) }
        }
        if !capabilities.keywords.isEmpty {
            rows.append(("keywords", capabilities.keywords.joined(separator: " ").printable))
        }
        if !capabilities.mechanisms.isEmpty {
            rows.append(("AUTH", capabilities.mechanisms.joined(separator: " ").printable))
        }
        if let size = capabilities.sizeLimit { rows.append(("SIZE", "\(size.grouped) octets")) }
        if !limits.isEmpty { rows.append(("LIMITS", limits.joined(separator: ", "))) }
        rows += extensions
        if let roundTrip {
            rows.append(("round trip", "\(milliseconds(Int(roundTrip.nanoseconds / 1000)))"))
        }
        if failure == nil {
            if let proof, !relay.isLMTP { rows.append(("proof", proof.sentence)) }
            rows.append(("flight", flight.sentence(window: knowledge.window)))
        }
        rows += learned.map { ("learned", $0) }
        return rows.map { $0.0 + String(repeating: " ", count: max(1, 13 - $0.0.utf8.count)) + $0.1 }
    }

    /// Those that an option of ours asks for, or that somebody may wonder about.
    private var extensions: [(String, String)] {
        var rows: [(String, String)] = []
        if capabilities.dsn { rows.append(("DSN", "offered: --dsn")) }
        if capabilities.requireTLS {
            rows.append(
                (
                    "REQUIRETLS",
                    tls == nil
                        ? "offered without TLS, which is worth nothing" : "offered: --require-tls-onward"
                ))
        }
        if capabilities.binaryMIME {
            rows.append(("BINARYMIME", "offered; not used, since a message is the same for every relay"))
        }
        return rows
    }

    private var limits: [String] {
        [
            capabilities.mailLimit.map { "\($0.grouped) messages a connection" },
            capabilities.recipientLimit.map { "\($0.grouped) recipients a message" },
            capabilities.domainLimit.map { "\($0.grouped) domains a message" },
        ].compactMap(\.self)
    }

    private var learned: [String] {
        var facts: [String] = []
        if let limit = knowledge.messages.limit { facts.append("\(limit.grouped) messages a connection") }
        if let limit = knowledge.refusals.limit {
            facts.append("the connection is closed at refusal number \(limit.grouped)")
        }
        if knowledge.clean > 0 {
            facts.append("\(knowledge.clean.grouped) messages without a lost connection")
        }
        if knowledge.flight < .deep { facts.append("connections with whole messages ahead were lost") }
        return facts
    }
}

extension Flight {
    /// How messages would go.
    fileprivate func sentence(window: Int) -> String {
        switch self {
        case .lockStep: "lock-step: one command, one reply"
        case .grouped: "grouped: sender, recipient and the announcement of the content at once"
        case .overlapped: "overlapped: a message together with sender and recipient of the next"
        case .deep: "deep: whole messages ahead of their replies, up to \(window)"
        }
    }
}

extension CertificateSummary {
    fileprivate func line(at seconds: Int64) -> String {
        let days = (Int64(expires) - seconds) / 86_400
        let names = names.isEmpty ? "" : " for " + names.prefix(5).joined(separator: ", ")
        let left = Int64(expires) < seconds ? "EXPIRED" : "\(Int(days).grouped) days left"
        return "\(subject)\(names), by \(issuer), until \(notAfter) (\(left))".printable
    }
}

private func milliseconds(_ microseconds: Int) -> String {
    let tenths = (microseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) ms"
}
