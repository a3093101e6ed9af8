/// What a server did in an AUTH exchange that only a broken one, or another than ours, does.
///
/// The exchange is cancelled (`*`, RFC 4954 §4) and nothing is sent.
public enum AuthenticationFault: Error, Equatable, Sendable {
    /// A challenge that is not Base64, or not what the mechanism wants there.
    case malformedChallenge
    /// The server's nonce does not begin with ours: the answer is to another client's question (RFC 5802 §5.1).
    case foreignNonce
    /// It asks for more than ten million rounds, which would keep us busy, or for fewer than 4,096, which would let the
    /// password be guessed from what we answer (RFC 7677 §4).
    case iterationCount(Int)
    /// Its signature is wrong, or it said yes without one: it does not know the password, so it is not our server.
    case serverNotProven
    /// The system's OpenSSL does not offer what the mechanism needs.
    case unavailable(mechanism: String)
}
