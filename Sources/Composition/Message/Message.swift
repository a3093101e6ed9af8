/// One message with its envelope, in buffers that are used again for the next one.
public struct Message: Sendable {
    /// The reverse path; nil is the null path `<>`.
    public package(set) var sender: EmailAddress?
    /// The forward paths, each mailbox once: those of To, then those of Cc and Bcc in the template's order.
    public package(set) var recipients: [EmailAddress] = []
    /// How many of them stand in `To`.
    private var toCount = 0
    /// The address of From, which signatures are made for.
    package var author: EmailAddress?
    /// Header fields that stand before everything else and say something about it: DKIM signatures.
    package var signatures: [UInt8] = []
    /// The message without what is shared: lines that end in CR LF, no other CR or LF, none over 998 octets.
    package var octets: [UInt8] = []
    /// What many messages have in common, each to be put in before `octets[offset]`; offsets never fall.
    package var shared: [(offset: Int, blob: SharedOctets)] = []
    /// Where the Date line stands in `octets`, with its CR LF: the only thing that another time would change.
    package var dateLine: Range<Int> = 0..<0
    /// Where in `octets` the content's own header lines begin; they run to the empty line, and the body follows.
    package var contentStart = 0
    /// The Message-ID with its angle brackets.
    public package(set) var messageID: [UInt8] = []

    /// An empty one, for `Composer.compose` to fill; its buffers are used again for the next.
    public init() {}

    /// All octets of the message, signatures and shared ones included.
    public var size: Int { shared.reduce(signatures.count + octets.count) { $0 + $1.blob.octets.count } }

    /// ENVID for reports on its delivery (RFC 3461 §4.4), before encoding; empty when none was asked for.
    package internal(set) var envelopeID: [UInt8] = []

    /// Whether its headers hold addresses that are not ASCII (RFC 6532), so that SMTPUTF8 is needed.
    ///
    /// An envelope may need it without this: a Bcc is in no header.
    public internal(set) var isInternationalized = false

    /// Whether octets over 127 occur, so that 8BITMIME is needed.
    ///
    /// Everything but such addresses is encoded.
    public var isEightBit: Bool { isInternationalized }

    /// The whole message in one piece.
    ///
    /// A copy: for tests and files, not for sending.
    public var assembled: [UInt8] {
        var whole: [UInt8] = []
        whole.reserveCapacity(size)
        whole += signatures
        forEachStretch { stretch in
            switch stretch {
            case .own(let octets): whole += octets
            case .shared(let blob): whole += blob.octets
            }
        }
        return whole
    }

    /// Gives all octets behind the signatures in their order, no stretch empty.
    ///
    /// - Parameter start: where in `octets` to begin, not behind the first shared one.
    package func forEachStretch<Fault>(
        from start: Int = 0, _ body: (Stretch) throws(Fault) -> Void
    ) throws(Fault) {
        var start = start
        for (offset, blob) in shared {
            if offset > start { try body(.own(octets[start..<offset])) }
            try body(.shared(blob))
            start = offset
        }
        if octets.count > start { try body(.own(octets[start...])) }
    }

    /// Octets of a message that lie together.
    package enum Stretch {
        case own(ArraySlice<UInt8>)
        case shared(SharedOctets)
    }

    /// Empties all buffers and keeps their memory.
    mutating func clear() {
        sender = nil
        author = nil
        signatures.removeAll(keepingCapacity: true)
        contentStart = 0
        recipients.removeAll(keepingCapacity: true)
        toCount = 0
        octets.removeAll(keepingCapacity: true)
        shared.removeAll(keepingCapacity: true)
        dateLine = 0..<0
        messageID.removeAll(keepingCapacity: true)
        envelopeID.removeAll(keepingCapacity: true)
        isInternationalized = false
    }

    /// Adds a forward path unless it is there already: two RCPT commands for one mailbox may deliver twice.
    ///
    /// - Parameter isTo: it goes in front of those that are not, wherever its header stands: the row is for the first of all.
    mutating func addRecipient(_ address: EmailAddress, isTo: Bool) {
        guard !recipients.isEmpty else {
            recipients.append(address)
            toCount = isTo ? 1 : 0
            return
        }
        let folded = address.folded
        if let index = recipients.firstIndex(where: {
            $0.octets.count == folded.count && $0.folded == folded
        }) {
            guard isTo, index >= toCount else { return }
            recipients.remove(at: index)
        }
        recipients.insert(address, at: isTo ? toCount : recipients.endIndex)
        toCount += isTo ? 1 : 0
    }
}

/// Octets that many messages share without a copy: a static attachment, encoded once per campaign.
package final class SharedOctets: Sendable {
    /// One MIME part: its header, an empty line, and its base64 lines; the last ends in CR LF.
    package let octets: [UInt8]
    /// Whether the octets are their own canonical form, relaxed and simple (RFC 6376 §3.4): no white space at the end
    /// of a line, nor two in a row, nor a tab; the last line is not empty, and complete.
    let isCanonical: Bool

    init(_ octets: [UInt8]) {
        self.octets = octets
        isCanonical = Self.isCanonical(octets)
    }

    private static func isCanonical(_ octets: [UInt8]) -> Bool {
        guard octets.count > 2, octets.suffix(2) == [0x0D, 0x0A], octets[octets.count - 3] > 0x20 else {
            return false
        }
        var previous: UInt8 = 0x20
        for octet in octets {
            if octet == 0x09 || previous == 0x20 && (octet == 0x20 || octet == 0x0D) { return false }
            previous = octet
        }
        return octets[0] > 0x20
    }
}
