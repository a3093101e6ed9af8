/// How a session is to behave on one connection.
public struct SessionConfiguration: Equatable, Sendable {
    /// What the connection is for.
    public enum Purpose: Equatable, Sendable {
        /// To send messages.
        case transactions
        /// To find out whether the relay discards refused chunks; takes no transactions and ends in
        /// ``SessionEnd/proof(_:)``.
        case discardProof
    }

    /// What is spoken.
    public enum Dialect: Equatable, Sendable {
        /// SMTP (RFC 5321): EHLO, and one answer behind the content.
        case smtp
        /// LMTP (RFC 2033): LHLO, and behind the content an answer for each recipient that was taken.
        case lmtp
    }

    /// What protects the conversation.
    public enum Security: Equatable, Sendable {
        /// Nothing: everybody on the way can read and change it.
        case none
        /// STARTTLS where offered, with any certificate: on the way anybody can take the offer out, or be the other end.
        ///
        /// So there is no AUTH, unless ``SessionConfiguration/permitsClearAuthentication`` says so.
        case opportunistic
        /// STARTTLS, and nothing else is said before.
        case startTLSRequired
        /// TLS from the first octet: the greeting counts after ``Session/Event/tlsEstablished`` only.
        case implicit
    }

    /// EHLO's argument: a domain, an address, or an address literal.
    ///
    /// One that does not validate is replaced by
    /// `[127.0.0.1]`; check it with ``ClientName`` first to tell the user.
    public var clientName: [UInt8]
    /// What protects the conversation.
    public var security: Security
    /// What the connection is for.
    public var purpose = Purpose.transactions
    /// Whether SMTP is spoken or LMTP.
    public var dialect = Dialect.smtp
    /// Whether every relay behind this one is to be reached by TLS, or the message comes back (RFC 8689).
    ///
    /// Then nothing is sent without TLS, or to a relay that does not offer REQUIRETLS. That its certificate is verified
    /// is up to whoever makes the connection.
    public var requiresTLSOnward = false
    /// Who we are to the server; nil sends no AUTH.
    public var credentials: Credentials?
    /// The mechanisms that may be used, where the server offers them; leaving the weak ones out sets a minimum.
    public var mechanisms = Set(Mechanism.allCases)
    /// What SCRAM puts into its first message: printable ASCII without a comma, 18 characters or more, and chosen at
    /// random for this session alone.
    ///
    /// Without it there is no SCRAM.
    public var nonce: [UInt8] = []
    /// Whether AUTH may go without TLS that somebody verified: a loopback connection, and only when asked for.
    public var permitsClearAuthentication = false
    /// The most forward flight to use; what the server offers decides below that.
    public var flight = Flight.overlapped
    /// Whether BDAT may be used where CHUNKING is advertised; without it nothing goes beyond ``Flight/grouped``.
    public var usesChunking = true
    /// Whether this relay was proven to discard the octets of a refused chunk (``DiscardProof/discards``); without
    /// it nothing goes beyond ``Flight/overlapped``.
    public var discardsRefusedChunks = false
    /// The EHLO keywords under which all that is known of the relay was learned; nil when that does not matter.
    ///
    /// A relay that says others is another one: nothing beyond ``Flight/overlapped``.
    public var knownKeywords: [String]?
    /// Whether other keywords than ``knownKeywords`` end the session before any message
    /// (``SessionEnd/keywordsChanged``), so that the relay can be asked anew.
    public var endsOnOtherKeywords = false
    /// Transactions that ``Flight/deep`` may leave unanswered at most; 1 makes it overlapped.
    public var window = 32
    /// Transactions on one connection; at least 1.
    public var messagesPerConnection = 1000
    /// Refused recipients or messages in a row after which the connection is replaced: servers count errors and
    /// close with a reset that destroys replies (Postfix after 10, Exim after 11).
    public var refusalsInARow = 4
    /// The same in all.
    public var refusalsInAll = 8
    /// How long each reply may take.
    public var patience = Patience.standard

    /// A configuration for transactions; all else as the properties say.
    public init(clientName: [UInt8], security: Security, credentials: Credentials? = nil) {
        self.clientName = clientName
        self.security = security
        self.credentials = credentials
    }
}

/// How far ahead of the replies a session writes.
public enum Flight: Int, Comparable, Sendable {
    /// One command, one reply.
    case lockStep
    /// MAIL, RCPT…, DATA in one write (RFC 2920).
    case grouped
    /// The content of one message and the envelope of the next in one write (RFC 3030).
    case overlapped
    /// Whole transactions up to an earned window, each with its BDAT before its RCPT is answered. Needs a relay
    /// that was proven to discard refused chunks.
    case deep

    /// Whether `left` writes less far ahead.
    public static func < (left: Flight, right: Flight) -> Bool { left.rawValue < right.rawValue }

    /// The most forward one that a server permits.
    public init(_ capabilities: Capabilities, usesChunking: Bool = true, discardsRefusedChunks: Bool) {
        self =
            switch (capabilities.pipelining, capabilities.chunking && usesChunking) {
            case (false, _): .lockStep
            case (true, false): .grouped
            case (true, true): discardsRefusedChunks ? .deep : .overlapped
            }
    }
}

/// How long each reply may take, in seconds (RFC 5321 §4.5.3.2).
public struct Patience: Equatable, Sendable {
    /// The first reply on a connection.
    public var greeting = 300
    /// EHLO, and the TLS handshake that STARTTLS begins.
    public var hello = 300
    /// The reply to STARTTLS.
    public var startTLS = 300
    /// Each reply of an AUTH exchange.
    public var authentication = 300
    /// MAIL, RCPT and RSET.
    public var envelope = 300
    /// The reply to DATA.
    public var data = 120
    /// Between two advances while content is written.
    public var block = 180
    /// The reply to the end of data.
    ///
    /// A shorter wait has sent messages twice.
    public var content = 600
    /// The reply to QUIT.
    public var quit = 5

    /// What RFC 5321 §4.5.3.2 asks for.
    public static let standard = Patience()

    /// Every wait this many seconds: for tests, and where somebody looks on.
    public static func uniform(_ seconds: Int) -> Patience {
        Patience(
            greeting: seconds, hello: seconds, startTLS: seconds, authentication: seconds, envelope: seconds,
            data: seconds, block: seconds, content: seconds, quit: seconds)
    }
}
