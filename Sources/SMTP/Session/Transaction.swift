/// One envelope with what must be known of its message: MAIL … end of data (RFC 5321 §3.3).
public struct Transaction: Equatable, Sendable {
    /// Chosen by the caller, unique on a connection; actions and events name the transaction by it.
    public var id: UInt64
    /// Nil and ``Path/null`` both are `<>`.
    public var reversePath: Path?
    /// The recipients, at least one; verdicts name them by their index here.
    public var forwardPaths: [Path]
    /// Octets of the content exactly as BDAT carries it: canonical lines, CR LF at the end, no dots doubled.
    public var size: Int
    /// What octets the content is made of.
    public var body: BodyType
    /// Whether headers hold UTF-8 (RFC 6532).
    ///
    /// Non-ASCII paths need SMTPUTF8 with or without this.
    public var isInternationalized: Bool
    /// Left out where the server does not advertise DSN.
    public var notification: DeliveryNotification?

    /// - Parameters:
    ///   - id: unique among the transactions of one connection.
    ///   - reversePath: nil for the null path `<>`.
    ///   - forwardPaths: the recipients, at least one.
    ///   - size: octets of the content as BDAT carries it.
    ///   - body: what these octets are.
    ///   - isInternationalized: whether headers hold UTF-8.
    ///   - notification: what is to be reported about the delivery; nil for what the server does of itself.
    public init(
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
public enum BodyType: Sendable {
    /// None over 127 (RFC 5322).
    case sevenBit
    /// Octets over 127 in lines (RFC 6152).
    case eightBitMIME
    /// Anything, also without lines; needs CHUNKING (RFC 3030 §3).
    case binaryMIME
}

/// What is to be reported about a message's delivery (RFC 3461).
public struct DeliveryNotification: Equatable, Sendable {
    /// NOTIFY: when to report.
    public struct Occasions: OptionSet, Sendable {
        /// One bit for each occasion.
        public let rawValue: UInt8
        /// The set with these bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The message was delivered.
        public static let success = Occasions(rawValue: 1)
        /// It could not be delivered.
        public static let failure = Occasions(rawValue: 2)
        /// It takes longer than usual.
        public static let delay = Occasions(rawValue: 4)
        /// The empty set.
        public static let never: Occasions = []
    }

    /// RET: how much of the message a report brings back.
    public enum Extent: Sendable {
        /// The whole message.
        case full
        /// Its header fields.
        case headers
    }

    /// NOTIFY: when to report.
    public var occasions: Occasions
    /// RET: how much a report brings back; nil leaves that to the server.
    public var extent: Extent?
    /// ENVID before encoding; at most 100 octets once encoded, else it is left out.
    public var envelopeID: [UInt8]?

    /// What to report, when, and under which name; see the properties.
    public init(occasions: Occasions, extent: Extent? = nil, envelopeID: [UInt8]? = nil) {
        self.occasions = occasions
        self.extent = extent
        self.envelopeID = envelopeID
    }
}
