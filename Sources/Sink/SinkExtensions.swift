/// The service extensions that a rehearsal server advertises and honours.
///
/// STARTTLS and AUTH are offered when ``SinkSettings`` holds a certificate or a user.
package struct SinkExtensions: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// RFC 2920.
    package static let pipelining = SinkExtensions(rawValue: 1)
    /// RFC 3030; BINARYMIME is an extension of its own, ``binaryMIME``.
    package static let chunking = SinkExtensions(rawValue: 2)
    /// RFC 1870.
    package static let size = SinkExtensions(rawValue: 4)
    /// RFC 6152.
    package static let eightBitMIME = SinkExtensions(rawValue: 8)
    /// RFC 6531.
    package static let internationalized = SinkExtensions(rawValue: 16)
    /// RFC 3461; the syntax of its parameters is checked, no notification is ever sent.
    package static let deliveryStatus = SinkExtensions(rawValue: 32)
    /// RFC 2034; without it no reply carries an enhanced code.
    package static let enhancedCodes = SinkExtensions(rawValue: 64)

    /// RFC 8689, offered under TLS only.
    package static let requireTLS = SinkExtensions(rawValue: 128)
    /// RFC 3030 §3; not among ``all``, and of no use without ``chunking``.
    package static let binaryMIME = SinkExtensions(rawValue: 256)

    package static let all: SinkExtensions = [
        .pipelining, .chunking, .size, .eightBitMIME, .internationalized, .deliveryStatus, .enhancedCodes,
        .requireTLS,
    ]
}
