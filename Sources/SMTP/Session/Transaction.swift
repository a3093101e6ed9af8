/// One envelope with what must be known of its message: MAIL … end of data (RFC 5321 §3.3).
package struct Transaction: Equatable, Sendable {
    /// Chosen by the caller, unique on a connection; actions and events name the transaction by it.
    package var id: UInt64
    /// Nil and ``Path/null`` both are `<>`.
    package var reversePath: Path?
    package var forwardPaths: [Path]
    /// Octets of the content exactly as BDAT carries it: canonical lines, CR LF at the end, no dots doubled.
    package var size: Int
    package var body: BodyType
    /// Whether headers hold UTF-8 (RFC 6532).
    ///
    /// Non-ASCII paths need SMTPUTF8 with or without this.
    package var isInternationalized: Bool
    /// Left out where the server does not advertise DSN.
    package var notification: DeliveryNotification?

    package init(
        id: UInt64, reversePath: Path?, forwardPaths: [Path], size: Int, body: BodyType = .sevenBit,
        isInternationalized: Bool = false, notification: DeliveryNotification? = nil
    ) {
        self.id = id
        self.reversePath = reversePath
        self.forwardPaths = forwardPaths
        self.size = size
        self.body = body
        self.isInternationalized = isInternationalized
        self.notification = notification
    }

    var needsSMTPUTF8: Bool {
        isInternationalized || reversePath?.isInternationalized == true
            || forwardPaths.contains(where: \.isInternationalized)
    }
}

/// What octets the content is made of (RFC 6152, RFC 3030).
package enum BodyType: Sendable {
    case sevenBit
    case eightBitMIME
    case binaryMIME
}

/// What is to be reported about a message's delivery (RFC 3461).
package struct DeliveryNotification: Equatable, Sendable {
    /// NOTIFY: when to report.
    package struct Occasions: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let success = Occasions(rawValue: 1)
        package static let failure = Occasions(rawValue: 2)
        package static let delay = Occasions(rawValue: 4)
        /// The empty set.
        package static let never: Occasions = []
    }

    /// RET: how much of the message a report brings back.
    package enum Extent: Sendable {
        case full
        case headers
    }

    package var occasions: Occasions
    package var extent: Extent?
    /// ENVID before encoding; at most 100 octets once encoded, else it is left out.
    package var envelopeID: [UInt8]?

    package init(occasions: Occasions, extent: Extent? = nil, envelopeID: [UInt8]? = nil) {
        self.occasions = occasions
        self.extent = extent
        self.envelopeID = envelopeID
    }
}
