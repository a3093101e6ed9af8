/// Sender and accepted recipients of one transaction, back to back in one reused buffer.
struct Envelope {
    private var octets: [UInt8] = []
    /// Where the sender and then each recipient end.
    private var ends: [Int] = []
    /// What stood behind the sender's and each recipient's path, back to back as well.
    private var parameterOctets: [UInt8] = []
    private var parameterEnds: [Int] = []

    var recipientCount: Int { max(ends.count - 1, 0) }

    /// The sender as it stood between the angle brackets; empty for the null path.
    var sender: ArraySlice<UInt8> { octets[..<(ends.first ?? 0)] }

    func recipient(_ index: Int) -> ArraySlice<UInt8> { octets[ends[index]..<ends[index + 1]] }

    /// The parameters of MAIL as they came, without the space in front of them.
    var senderParameters: ArraySlice<UInt8> { parameterOctets[..<(parameterEnds.first ?? 0)] }

    func recipientParameters(_ index: Int) -> ArraySlice<UInt8> {
        parameterOctets[parameterEnds[index]..<parameterEnds[index + 1]]
    }

    /// The same with some of the recipients.
    func keeping(_ isKept: (Int) -> Bool) -> Envelope {
        var kept = Envelope()
        kept.append(sender.span, parameters: senderParameters.span)
        for index in 0..<recipientCount where isKept(index) {
            kept.append(recipient(index).span, parameters: recipientParameters(index).span)
        }
        return kept
    }

    mutating func removeAll() {
        parameterOctets.removeAll(keepingCapacity: true)
        parameterEnds.removeAll(keepingCapacity: true)
        octets.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Appends the sender, when this is the first, or a recipient.
    mutating func append(_ path: Span<UInt8>, parameters: Span<UInt8>) {
        octets.append(path)
        ends.append(octets.count)
        parameterOctets.append(parameters)
        parameterEnds.append(parameterOctets.count)
    }
}
