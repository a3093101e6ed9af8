import Cryptography

/// What a rehearsal server offers, keeps and gets wrong; all of it is decided before it starts.
package struct SinkSettings: Sendable {
    /// The address to listen on: an IPv4 or IPv6 literal, or a name of this machine.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one (see ``SinkServer/address``).
    package var port = 0
    /// A Unix socket to listen on in place of host and port; it must not exist, and is removed by
    /// ``SinkServer/stop(grace:)``.
    package var socketPath: String?
    /// Whether LMTP is spoken in place of SMTP (RFC 2033).
    package var speaksLMTP = false
    /// The name the server gives itself, in printable ASCII.
    package var name = "sink.example"
    package var storage: Storage = .discard
    /// The file that events are appended to, one JSON object a line; `nil` keeps no log.
    package var logPath: String?
    /// Whether the log holds the SHA-256 of every accepted message.
    package var logsDigests = false
    package var extensions: SinkExtensions = .all
    /// The largest message, in octets of content after un-dot-stuffing; what SIZE advertises (RFC 1870).
    package var maximumSize = 64 << 20
    /// Accepted recipients a message may have; RFC 5321 §4.5.3.1.8 asks for 100 at least.
    package var maximumRecipients = 1000
    package var tls: TLSMode = .none
    package var authentication: SinkAuthentication?
    package var refusals: [SinkRefusal] = []
    package var losses: [SinkLoss] = []
    /// Connections reset at an octet chosen by chance.
    package var reset: SinkReset?
    /// How much later each read is answered, in milliseconds: the round-trip time of a slow line.
    package var delay = 0
    /// Greylisted recipients are refused until so many milliseconds after the first time.
    package var greylistDelay = 0
    package var messageLimit: MessageLimit?
    /// More connections than this at once are answered with 421 and closed; `nil` sets no limit.
    package var maximumConnections: Int?
    /// Plays go-smtp's fault (RFC 3030 §2 forbids it): the octets of a refused chunk are run as commands.
    package var executesRefusedChunks = false
    /// Answers several commands in one write although PIPELINING is not offered; most servers close instead.
    package var toleratesPipelining = false

    package init() {}

    /// What becomes of an accepted message.
    package enum Storage: Equatable, Sendable {
        /// It is counted (and logged) and forgotten.
        case discard
        /// It is kept, octet for octet, in a Maildir at this path, which is made when it is missing.
        case maildir(String)
    }

    package enum TLSMode: Sendable {
        case none
        /// STARTTLS is offered (RFC 3207).
        case startTLS(TLSServerSettings)
        /// The handshake comes before the greeting (RFC 8314 §3.3).
        case implicit(TLSServerSettings)
    }

    /// How many messages one connection may bring, and what the next MAIL is told.
    package struct MessageLimit: Equatable, Sendable {
        package var count: Int
        package var manner: Manner

        package init(count: Int, manner: Manner = .closes) {
            self.count = count
            self.manner = manner
        }

        package enum Manner: Equatable, Sendable {
            /// 421, and the connection is closed.
            case closes
            /// 421, and the connection stays open, as Exim does.
            case staysOpen
            /// 452 4.5.3, and the connection stays open, as OpenSMTPD does.
            case defers
        }
    }
}
