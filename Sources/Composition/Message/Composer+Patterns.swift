/// What differs from message to message by the campaign's settings and not by the template: the reverse path, the
/// envelope's identifier, the way to unsubscribe.
extension Composer {
    var usesPatterns: Bool {
        if envelopeID != nil || unsubscription != nil { return true }
        if case .pattern = returnPath { return true }
        return false
    }

    /// Works out what stands in the places of patterns.
    func fillPatterns(for row: Row, number: Int, scratch: inout Scratch) throws(RowFault) {
        scratch.patternValues.row = Array(String(number).utf8)
        scratch.patternValues.campaign = campaignName
        guard patternsNameRecipient else { return }
        // A link in a try must not take somebody off the list.
        let recipient =
            if let redirection { redirection } else { try recipient(of: row, scratch: &scratch) }
        scratch.patternValues.recipient = recipient.octets
        guard let unsubscription, let key = unsubscription.key, unsubscription.needsKey else { return }
        do {
            let token = UnsubscribeToken(campaignID: campaignID, address: recipient)
            scratch.patternValues.token = try token.signed(with: key)
        } catch {
            throw RowFault(column: nil, message: .notSigned)
        }
    }

    /// The row with the cell that only the settings can fill: the way to unsubscribe.
    func extended(_ row: Row, by unsubscription: Unsubscription, scratch: inout Scratch) -> Row {
        Self.fill(unsubscription.web, scratch.patternValues, into: &scratch.unsubscribeWeb)
        Self.fill(unsubscription.mail, scratch.patternValues, into: &scratch.unsubscribeMail)
        let url = unsubscription.web == nil ? scratch.unsubscribeMail : scratch.unsubscribeWeb
        var extended = Row(octets: [], ends: [])
        swap(&extended, &scratch.extended)
        extended.octets.removeAll(keepingCapacity: true)
        extended.octets.append(contentsOf: row.octets)
        extended.ends.removeAll(keepingCapacity: true)
        extended.ends.append(contentsOf: row.ends)
        extended.add(url)
        // All rows of a group are one message's, which has one way to unsubscribe.
        extended.group = row.group
        for index in extended.group.indices { extended.group[index].add(url) }
        return extended
    }

    private static func fill(_ pattern: MessagePattern?, _ values: PatternValues, into url: inout [UInt8]) {
        url.removeAll(keepingCapacity: true)
        pattern?.append(values, as: .url, to: &url)
    }

    private static let listUnsubscribe = Array("List-Unsubscribe".utf8)

    /// Appends List-Unsubscribe, and List-Unsubscribe-Post where a URL takes one (RFC 8058 §3.1).
    func appendUnsubscription(_ scratch: Scratch, to message: inout Message) {
        guard let unsubscription else { return }
        var line = HeaderLine(Self.listUnsubscribe, in: &message.octets)
        var value: [UInt8] = []
        for (pattern, url) in [
            (unsubscription.web, scratch.unsubscribeWeb), (unsubscription.mail, scratch.unsubscribeMail),
        ] where pattern != nil {
            if !value.isEmpty { value.append(", ") }
            value.append(UInt8(ascii: "<"))
            value.append(contentsOf: url)
            value.append(UInt8(ascii: ">"))
        }
        line.appendTokens(value.span, to: &message.octets)
        line.end(in: &message.octets)
        guard unsubscription.web != nil else { return }
        message.octets.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    }

    /// The reverse path that `pattern` makes.
    func address(from pattern: MessagePattern, scratch: inout Scratch) throws(RowFault) -> EmailAddress {
        scratch.value.removeAll(keepingCapacity: true)
        pattern.append(scratch.patternValues, as: .localPart, to: &scratch.value)
        do {
            return try EmailAddress(parsing: scratch.value)
        } catch {
            let text = String(decoding: scratch.value, as: UTF8.self)
            throw RowFault(column: nil, message: .address(error, text)).inHeader(Self.returnPathHeader)
        }
    }
}

extension Row {
    /// Adds a cell behind the last.
    fileprivate mutating func add(_ cell: [UInt8]) {
        octets.append(contentsOf: cell)
        ends.append(Int32(truncatingIfNeeded: octets.count))
    }
}
