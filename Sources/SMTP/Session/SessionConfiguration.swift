/// How a session is to behave on one connection.
package struct SessionConfiguration: Equatable, Sendable {
    /// What the connection is for.
    package enum Purpose: Equatable, Sendable {
        case transactions
        /// To find out whether the relay discards refused chunks; takes no transactions and ends in
        /// ``SessionEnd/proof(_:)``.
        case discardProof
    }

    /// What is spoken.
    package enum Dialect: Equatable, Sendable {
        case smtp
        /// LMTP (RFC 2033): LHLO, and behind the content an answer for each recipient that was taken.
        case lmtp
    }

    /// What protects the conversation.
    package enum Security: Equatable, Sendable {
        case none
        /// STARTTLS where offered; on the way there anybody can take the offer out.
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
    package var clientName: [UInt8]
    package var security: Security
    package var purpose = Purpose.transactions
    package var dialect = Dialect.smtp
    /// Whether every relay behind this one is to be reached by TLS, or the message comes back (RFC 8689).
    ///
    /// Then nothing is sent without TLS, or to a relay that does not offer REQUIRETLS. That its certificate is verified
    /// is up to whoever makes the connection.
    package var requiresTLSOnward = false
    package var credentials: Credentials?
    /// The mechanisms that may be used, where the server offers them; leaving the weak ones out sets a minimum.
    package var mechanisms = Set(Mechanism.allCases)
    /// What SCRAM puts into its first message: printable ASCII without a comma, 18 characters or more, and chosen at
    /// random for this session alone.
    ///
    /// Without it there is no SCRAM.
    package var nonce: [UInt8] = []
    /// Whether AUTH may go without TLS: a loopback connection, and only when asked for.
    package var permitsClearAuthentication = false
    /// The most forward flight to use; what the server offers decides below that.
    package var flight = Flight.overlapped
    /// Whether BDAT may be used where CHUNKING is advertised; without it nothing goes beyond ``Flight/grouped``.
    package var usesChunking = true
    /// Whether this relay was proven to discard the octets of a refused chunk (``DiscardProof/discards``); without
    /// it nothing goes beyond ``Flight/overlapped``.
    package var discardsRefusedChunks = false
    /// The EHLO keywords under which all that is known of the relay was learned; nil when that does not matter.
    ///
    /// A relay that says others is another one: nothing beyond ``Flight/overlapped``.
    package var knownKeywords: [String]?
    /// Whether other keywords than ``knownKeywords`` end the session before any message
    /// (``SessionEnd/keywordsChanged``), so that the relay can be asked anew.
    package var endsOnOtherKeywords = false
    /// Transactions that ``Flight/deep`` may leave unanswered at most; 1 makes it overlapped.
    package var window = 32
    /// Transactions on one connection; at least 1.
    package var messagesPerConnection = 1000
    /// Refused recipients or messages in a row after which the connection is replaced: servers count errors and
    /// close with a reset that destroys replies (Postfix after 10, Exim after 11).
    package var refusalsInARow = 4
    /// The same in all.
    package var refusalsInAll = 8
    package var patience = Patience.standard

    package init(clientName: [UInt8], security: Security, credentials: Credentials? = nil) {
        self.clientName = clientName
        self.security = security
        self.credentials = credentials
    }
}

/// How far ahead of the replies a session writes.
package enum Flight: Int, Comparable, Sendable {
    /// One command, one reply.
    case lockStep
    /// MAIL, RCPT…, DATA in one write (RFC 2920).
    case grouped
    /// The content of one message and the envelope of the next in one write (RFC 3030).
    case overlapped
    /// Whole transactions up to an earned window, each with its BDAT before its RCPT is answered. Needs a relay
    /// that was proven to discard refused chunks.
    case deep

    package static func < (left: Flight, right: Flight) -> Bool { left.rawValue < right.rawValue }

    /// The most forward one that a server permits.
    package init(_ capabilities: Capabilities, usesChunking: Bool = true, discardsRefusedChunks: Bool) {
        self =
            switch (capabilities.pipelining, capabilities.chunking && usesChunking) {
            case (false, _): .lockStep
            case (true, false): .grouped
            case (true, true): discardsRefusedChunks ? .deep : .overlapped
            }
    }
}

/// How long each reply may take, in seconds (RFC 5321 §4.5.3.2).
package struct Patience: Equatable, Sendable {
    package var greeting = 300
    /// EHLO, and the TLS handshake that STARTTLS begins.
    package var hello = 300
    package var startTLS = 300
    package var authentication = 300
    /// MAIL, RCPT and RSET.
    package var envelope = 300
    package var data = 120
    /// Between two advances while content is written.
    package var block = 180
    /// The reply to the end of data.
    ///
    /// A shorter wait has sent messages twice.
    package var content = 600
    package var quit = 5

    package static let standard = Patience()

    /// Every wait this many seconds: for tests, and where somebody looks on.
    package static func uniform(_ seconds: Int) -> Patience {
        Patience(
            greeting: seconds, hello: seconds, startTLS: seconds, authentication: seconds, envelope: seconds,
            data: seconds, block: seconds, content: seconds, quit: seconds)
    }
}
