import Cryptography

/// Why a rehearsal server cannot start, or could not keep what it took.
package enum SinkFault: Error, Equatable, Sendable {
    /// The address cannot be listened on; `reason` is the system's.
    case cannotListen(host: String, port: Int, reason: String)
    /// The Unix socket cannot be made.
    case cannotListenOnSocket(path: String, reason: String)
    /// The log cannot be opened or written; `code` is the `errno`.
    case log(path: String, code: Int32)
    /// The Maildir, or one of its folders, cannot be made or written; `code` is the `errno`.
    case maildir(path: String, code: Int32)
    case tls(TLSFault)
    /// A reply is not `CODE text` with a code from 400 to 599, or its enhanced code is of another class.
    case reply(String)
    /// A refusal is not `PATTERN=CODE text`.
    case refusal(String)
    /// A loss is not `POINT`, `POINT:EVERY` or `POINT:first=TIMES`.
    case loss(String)
    /// A reset is not `EVERY:OCTETS` or `EVERY:OCTETS:SEED`.
    case reset(String)
    /// A setting is outside its range.
    case setting(name: String, value: Int)
}
