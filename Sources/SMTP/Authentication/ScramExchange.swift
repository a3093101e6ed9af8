import Cryptography

/// Our half of SCRAM (RFC 5802, RFC 7677): the password never crosses the wire, and the server proves that it knows it,
/// too.
///
/// User name and password are used as their octets are. SASLprep (RFC 4013) leaves ASCII as it is; of other text it
/// would compose and map some characters, which neither we do nor most servers.
struct ScramExchange: Sendable {
    /// How the client stands to channel binding (RFC 5802 §7, `gs2-cbind-flag`).
    enum Binding: Equatable, Sendable {
        /// We have none to offer.
        case none
        /// We have one and the server offered no mechanism with it; if it did, somebody took the offer out, and the
        /// server will notice.
        case notOffered
        case bound(ChannelBinding)
    }

    /// Fewer would let the password be guessed from the exchange; more would only keep us busy: a million take half a
    /// second, and no server is known to ask for more than that.
    static let iterations = 4096...10_000_000

    /// The server's first message, as far as it can be answered.
    struct ServerFirst: Sendable {
        let salting: PasswordSalting
        fileprivate let octets: [UInt8]
        fileprivate let bothNonces: [UInt8]
    }

    private let algorithm: DigestAlgorithm
    private let credentials: Credentials
    private let nonce: [UInt8]
    private let header: [UInt8]
    private let boundOctets: [UInt8]
    private var serverSignature: [UInt8]?

    /// - Parameter nonce: printable ASCII without a comma; it has to be new for every exchange.
    init(_ algorithm: DigestAlgorithm, _ credentials: Credentials, nonce: [UInt8], binding: Binding) {
        self.algorithm = algorithm
        self.credentials = credentials
        self.nonce = nonce
        switch binding {
        case .none: (header, boundOctets) = (Array("n,,".utf8), [])
        case .notOffered: (header, boundOctets) = (Array("y,,".utf8), [])
        case .bound(let binding): (header, boundOctets) = (Array("p=\(binding.type),,".utf8), binding.octets)
        }
    }

    /// `client-first-message`.
    var first: [UInt8] { header + bareFirst }

    private var bareFirst: [UInt8] {
        Array("n=".utf8) + Self.escaped(credentials.username) + Array(",r=".utf8) + nonce
    }

    /// Reads `server-first-message`.
    func read(_ serverFirst: [UInt8]) throws(AuthenticationFault) -> ServerFirst {
        // Attributes stand in a fixed order, and what comes behind them is an extension (RFC 5802 §7). One before
        // them (`m=`) we would have to understand.
        let parts = serverFirst.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count >= 3, let bothNonces = Self.value("r", parts[0]),
            let salt = Self.value("s", parts[1]).flatMap({ Base64.decode($0) }), !salt.isEmpty,
            let count = Self.value("i", parts[2]), !count.isEmpty, count.count <= 18,
            count.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .malformedChallenge }
        guard bothNonces.starts(with: nonce), bothNonces.count > nonce.count else { throw .foreignNonce }
        let rounds = count.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard Self.iterations.contains(rounds) else { throw .iterationCount(rounds) }
        let salting = PasswordSalting(
            algorithm: algorithm, password: credentials.octets, salt: salt, rounds: rounds)
        return ServerFirst(salting: salting, octets: serverFirst, bothNonces: bothNonces)
    }

    /// `client-final-message`.
    ///
    /// - Parameter salted: what came of the first message's salting; nil when it could not be done.
    mutating func final(
        answering first: ServerFirst, with salted: SaltedPassword?
    ) throws(AuthenticationFault) -> [UInt8] {
        let unproven =
            Array("c=".utf8) + Base64.encode(header + boundOctets) + Array(",r=".utf8) + first.bothNonces
        let message = bareFirst + [0x2C] + first.octets + [0x2C] + unproven
        guard let salted, let proof = try? proof(message, salted.octets) else {
            throw .unavailable(mechanism: "SCRAM-" + algorithm.rawValue)
        }
        return unproven + Array(",p=".utf8) + Base64.encode(proof)
    }

    /// Whether `server-final-message` proves that the server knows the password; false for `e=…`, too.
    func isProven(by serverFinal: [UInt8]) -> Bool {
        let first = serverFinal.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).first
        guard let serverSignature, let first, let value = Self.value("v", first),
            let signature = Base64.decode(value)
        else { return false }
        return HMAC.areEqual(signature, serverSignature)
    }

    /// `ClientProof`; keeps what the server has to answer (RFC 5802 §3).
    private mutating func proof(
        _ message: [UInt8], _ salted: [UInt8]
    ) throws(CryptographyFault) -> [UInt8] {
        let clientKey = try HMAC.code(algorithm, key: salted, message: Array("Client Key".utf8))
        let storedKey = try algorithm.digest(of: clientKey)
        let signature = try HMAC.code(algorithm, key: storedKey, message: message)
        let serverKey = try HMAC.code(algorithm, key: salted, message: Array("Server Key".utf8))
        serverSignature = try HMAC.code(algorithm, key: serverKey, message: message)
        return zip(clientKey, signature).map { $0 ^ $1 }
    }

    private static func value(_ name: Unicode.Scalar, _ part: ArraySlice<UInt8>) -> [UInt8]? {
        guard part.starts(with: [UInt8(ascii: name), UInt8(ascii: "=")]) else { return nil }
        return Array(part.dropFirst(2))
    }

    /// `,` and `=` separate (RFC 5802 §5.1).
    static func escaped(_ name: [UInt8]) -> [UInt8] {
        name.flatMap { octet -> [UInt8] in
            switch octet {
            case UInt8(ascii: ","): Array("=2C".utf8)
            case UInt8(ascii: "="): Array("=3D".utf8)
            default: [octet]
            }
        }
    }
}
