import SMTP

/// Actions as the lines of a transcript.
///
/// `C: line` begins what is written at once, `C+ line` continues it; `C! line` is a secret one.
package enum Rendering {
    package static func lines(_ action: Session.Action) -> [String] {
        switch action {
        case .send(let octets): written(octets, "C: ")
        case .sendSecret(let octets, _): written(octets, "C! ")
        case .sendContent(let id, let framing): ["content \(id) \(framing)"]
        case .startTLS: ["handshake"]
        case .saltPassword: ["salt"]
        case .ready: ["ready"]
        case .finish(let id, let verdict): [line(id, verdict)]
        case .end(let end): [line(end)]
        }
    }

    private static func written(_ octets: [UInt8], _ mark: String) -> [String] {
        guard octets.suffix(2) == [13, 10] else { return ["not ended by CR LF: \(octets)"] }
        return String(decoding: octets.dropLast(2), as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false
        )
        .enumerated().map { index, line in
            let mark = index == 0 ? mark : "C+ "
            return line.isEmpty ? String(mark.dropLast()) : mark + line
        }
    }

    package static func line(_ end: SessionEnd) -> String { "end " + text(end) }

    package static func line(_ id: UInt64, _ verdict: Verdict) -> String {
        switch verdict {
        case .accepted(let reply): "accepted \(id) \(reply)"
        case .partlyAccepted(let reply, let failures):
            "partly \(id) \(reply)" + failures.map { " | \($0.recipient): \($0.reply)" }.joined()
        case .refused(let reply, let recipient): "refused \(id)\(named(recipient)) \(reply)"
        case .deferred(let reply, let recipient): "deferred \(id)\(named(recipient)) \(reply)"
        case .refusedLocally(let refusal): "refusedLocally \(id) \(refusal.enhanced) \(plain(refusal))"
        case .notSent(let reason): "notSent \(id) \(text(reason))"
        case .inDoubt(let reason): "inDoubt \(id) \(plain(reason))"
        }
    }

    private static func named(_ recipient: Int?) -> String { recipient.map { " recipient=\($0)" } ?? "" }

    private static func text(_ reason: NotSentReason) -> String {
        switch reason {
        case .closing(let reply): "closing \(reply)"
        case .resetRefused(let reply): "resetRefused \(reply)"
        case .protocolFault: "protocolFault"
        default: plain(reason)
        }
    }

    private static func text(_ end: SessionEnd) -> String {
        switch end {
        case .serviceClosing(let reply): "serviceClosing \(reply)"
        case .greetingRefused(let reply): "greetingRefused \(reply)"
        case .helloRefused(let reply): "helloRefused \(reply)"
        case .helloUnknown(let reply): "helloUnknown \(reply)"
        case .startTLSRefused(let reply): "startTLSRefused \(reply)"
        case .startTLSGarbled(let fault): "startTLSGarbled \(fault)"
        case .authenticationRefused(let reply): "authenticationRefused \(reply)"
        case .authenticationDeferred(let reply): "authenticationDeferred \(reply)"
        case .authenticationRequired(let reply): "authenticationRequired \(reply)"
        case .refusedEarly(let reply): "refusedEarly \(reply)"
        case .protocolFault(let fault): "protocolFault " + text(fault)
        default: plain(end)
        }
    }

    private static func text(_ fault: ProtocolFault) -> String {
        switch fault {
        case .malformed(let fault): plain(fault)
        case .unexpectedReply(let reply): "unexpectedReply \(reply)"
        case .unexpectedCode(let reply, let command): "unexpectedCode \(plain(command)) \(reply)"
        case .acceptedOutOfTurn(let reply): "acceptedOutOfTurn \(reply)"
        default: plain(fault)
        }
    }

    /// A case name without its module.
    private static func plain(_ value: some Any) -> String {
        var text = "\(value)"
        for prefix in ["SMTP.ProtocolFault.", "SMTP.ReplyFault.", "SMTP.DiscardProof."] {
            while let range = text.firstRange(of: prefix) { text.removeSubrange(range) }
        }
        return text
    }
}
