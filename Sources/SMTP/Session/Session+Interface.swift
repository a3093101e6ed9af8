extension Session {
    /// What happened.
    public enum Event: Equatable, Sendable {
        /// The connection stands. With implicit TLS nothing is expected yet.
        case connected
        /// What ties an authentication to this TLS connection (RFC 5056), with the registered name of its type, such as
        /// `tls-exporter`; before ``tlsEstablished``, where there is any.
        case channelBound(type: String, octets: [UInt8])
        /// The TLS handshake is done and the certificate was found right.
        case tlsEstablished
        /// What came of ``Action/saltPassword(_:)``; nil when it could not be done.
        case passwordSalted(SaltedPassword?)
        /// A message is ready; only while ``Session/appetite`` is above 0.
        case offer(Transaction)
        /// The last octet of the transaction's content, terminator included, was handed to the kernel. It must
        /// come before octets that were received later.
        case contentWritten(UInt64)
        /// Finish what is out, say QUIT.
        case drain
        /// The time ``Session/patience`` gave is over.
        case deadlinePassed
        /// The connection is gone. Octets that arrived before have been given to `receive`.
        case connectionLost
    }

    /// What is to be done, in this order.
    public enum Action: Equatable, Sendable {
        /// Write these octets: one flight's commands.
        case send([UInt8])
        /// The same, and the octets must not be logged; `masked` is what may be shown instead.
        case sendSecret([UInt8], masked: String)
        /// Work this out where it holds nothing else up, then report ``Event/passwordSalted(_:)``.
        case saltPassword(PasswordSalting)
        /// Write the content of that transaction, then report ``Event/contentWritten(_:)``.
        case sendContent(UInt64, framing: ContentFraming)
        /// Begin the TLS handshake; what was received and not yet given to the session is an attack.
        case startTLS
        /// Messages may be offered from now on.
        indirect case ready(Capabilities)
        /// A transaction is over.
        case finish(UInt64, Verdict)
        /// Close the connection. Always the last action, once.
        case end(SessionEnd)
    }

    /// How content is written.
    public enum ContentFraming: Equatable, Sendable {
        /// As it is, exactly `size` octets.
        case chunk
        /// Through a ``DotStuffer``, with its end.
        case dotted
    }
}
