extension ReturnedMail {
    /// Finds out what a mail says of a delivery.
    ///
    /// - Parameter octets: the mail, or its beginning when it is long; lines end in CR LF or LF.
    package init(reading octets: [UInt8]) {
        let mail = Entity(parsing: octets[...])
        let leaves = mail.leaves
        let type = mail.mediaType
        if let report = leaves.first(where: \.isStatusReport).map({ StatusReport(parsing: $0.content) }),
            !report.recipients.isEmpty
        {
            self = .notice(
                DeliveryNotice(
                    envelopeID: report.envelopeID, messageIDs: Self.messageIDs(in: leaves),
                    returnPaths: Self.returnPaths(of: mail), recipients: report.recipients))
        } else if type.isReport("feedback-report") {
            self = .other(.complaint)
        } else if type.isReport("disposition-notification") {
            self = .other(.readReceipt)
        } else {
            self = Self.read(text: TextNotice(mail, leaves), of: mail, leaves)
        }
    }

    private static func read(text: TextNotice, of mail: Entity, _ leaves: [Entity]) -> ReturnedMail {
        switch text.kind {
        case .reply: return .other(.automaticReply)
        case .mail: return .other(.mail)
        case .bounce(nil): return .unrecognised
        case .bounce(let recipient?):
            return .notice(
                DeliveryNotice(
                    messageIDs: messageIDs(in: leaves), returnPaths: returnPaths(of: mail),
                    recipients: [recipient], isStandard: false))
        }
    }

    /// Message-IDs named in one mail at the most.
    private static let mostMessageIDs = 8

    /// Those of what came back: parts that are mails or headers of mails, and lines in a text that say so.
    private static func messageIDs(in leaves: [Entity]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        let label = Array("message-id:".utf8)
        for leaf in leaves where !leaf.isStatusReport {
            for line in Lines(leaf.content[...]) where line.prefix(label.count).lowercased == label {
                let value = line.dropFirst(label.count)
                guard let open = value.firstIndex(of: UInt8(ascii: "<")),
                    let close = value[open...].firstIndex(of: UInt8(ascii: ">"))
                else { continue }
                found.append(Array(value[(open + 1)..<close]))
                if found.count == mostMessageIDs { return found }
            }
        }
        return found
    }

    /// Where programs that deliver keep the address they delivered to, and To.
    private static func returnPaths(of mail: Entity) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to"] {
            for value in mail.values(name) {
                for address in AddressSearch.addresses(in: value[...]) where !found.contains(address) {
                    found.append(address)
                }
            }
        }
        return found
    }
}

extension MediaType {
    fileprivate func isReport(_ type: String) -> Bool {
        isNamed("multipart/report") && parameter("report-type")?.lowercased == Array(type.utf8)
    }
}

extension Entity {
    fileprivate var isStatusReport: Bool {
        // The second for addresses beyond ASCII (RFC 6533 §5).
        mediaType.isNamed("message/delivery-status") || mediaType.isNamed("message/global-delivery-status")
    }
}
