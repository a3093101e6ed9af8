import NIOCore
import SMTP

/// Where the access token for a new connection comes from; it runs out, and another is asked for then.
package protocol TokenSource: Sendable {
    /// A token as it is known, or a new one; fetched off the event loops.
    func token(on loop: any EventLoop) -> EventLoopFuture<IssuedToken>
    /// The server took it.
    func worked(_ token: IssuedToken)
    /// The server had taken it before and does not any more.
    func expired(_ token: IssuedToken)
}

/// A ``TokenSource`` had no token to give.
package struct NoToken: Error {
    /// What the source said.
    package let cause: any Error
}

/// One token of a ``TokenSource``.
package struct IssuedToken: Sendable {
    package let credentials: Credentials
    /// Tells this token from those before and after it.
    package let number: Int

    package init(credentials: Credentials, number: Int) {
        self.credentials = credentials
        self.number = number
    }
}

/// One connection's token, with the source it came from.
package struct TokenWatch: Sendable {
    let source: any TokenSource
    let token: IssuedToken

    func worked() { source.worked(token) }
    func expired() { source.expired(token) }
}
