import COpenSSL

/// The certificates a verification tried, the peer's own first.
///
/// They are borrowed from the connection, which outlives this value.
struct CertificateChain {
    private let certificates: [Certificate]

    /// After a refusal the chain may be incomplete, or wrong at any place.
    init(triedBy ssl: OpaquePointer) {
        self.init(SSL_get0_verified_chain(ssl))
    }

    /// As the peer sent them; for a server that was not verified there may be nothing else.
    init(sentTo ssl: OpaquePointer) {
        self.init(SSL_get_peer_cert_chain(ssl))
    }

    private init(_ stack: OpaquePointer?) {
        guard let stack else {
            certificates = []
            return
        }
        certificates = (0..<OPENSSL_sk_num(stack)).compactMap { index in
            OPENSSL_sk_value(stack, index).map { Certificate(pointer: OpaquePointer($0)) }
        }
    }

    var summaries: [CertificateSummary] { certificates.map(CertificateSummary.init) }
    var leaf: Certificate? { certificates.first }
    var last: Certificate? { certificates.last }
    var firstExpired: Certificate? { certificates.first(where: \.hasExpired) }
    var firstNotYetValid: Certificate? { certificates.first(where: \.isNotYetValid) }

    /// The first that may not do what it does here: serve at the bottom, issue above it.
    var firstUnfit: Certificate? {
        let pairs = certificates.enumerated()
        return pairs.first { !$0.element.isFit(asIssuer: $0.offset > 0) }?.element ?? leaf
    }

    /// The first with a weak key, or a weak signature that somebody has to rely on: not the root's.
    var firstWeak: Certificate? {
        let last = certificates.count - 1
        let pairs = certificates.enumerated()
        return pairs.first { $0.element.hasWeakKey || $0.offset < last && $0.element.hasWeakSignature }?
            .element
            ?? leaf
    }

    /// The first that the next one did not sign.
    var firstForged: Certificate? {
        let pairs = zip(certificates, certificates.dropFirst())
        return pairs.first { !$0.isSigned(by: $1) }?.0 ?? last
    }
}
