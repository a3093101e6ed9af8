/// Who we are to the server.
///
/// Printing one shows nothing.
package struct Credentials: Equatable, Sendable {
    let username: [UInt8]
    let password: [UInt8]

    /// - Parameters:
    ///   - username: UTF-8. Neither may hold NUL, which PLAIN separates with (RFC 4616 §2); a session with such
    ///     credentials ends with ``SessionEnd/authenticationUnavailable(offered:)``.
    package init(username: [UInt8], password: [UInt8]) {
        self.username = username
        self.password = password
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Credentials(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
