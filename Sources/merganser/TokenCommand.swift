import Dispatch
import NIOCore
import SMTP
import Synchronization
import Transport

/// Access tokens from a shell command: run at the start, and again when the relay says that the token has run out.
final class TokenCommand: TokenSource {
    private struct Known {
        var octets: [UInt8]
        var hasWorked = false
        var isExpired = false
        var number = 1
    }

    private let username: [UInt8]
    private let command: String
    private let known: Mutex<Known>
    /// Serial: connections that need a token at the same time share one run of the command.
    private let queue = DispatchQueue(label: "merganser.token")

    /// Runs the command once, so that one that does not work is found before anything is sent.
    ///
    /// - Throws: ``SecretFault``.
    init(username: [UInt8], command: String) throws(SecretFault) {
        self.username = username
        self.command = command
        known = Mutex(Known(octets: try PasswordOptions.token(from: command)))
    }

    func token(on loop: any EventLoop) -> EventLoopFuture<IssuedToken> {
        let promise = loop.makePromise(of: IssuedToken.self)
        queue.async { [self] in
            promise.completeWith(Result { try current() })
        }
        return promise.futureResult
    }

    func worked(_ token: IssuedToken) {
        known.withLock { if $0.number == token.number { $0.hasWorked = true } }
    }

    func expired(_ token: IssuedToken) {
        known.withLock { if $0.number == token.number { $0.isExpired = true } }
    }

    /// The command runs outside the lock: event loops take that.
    private func current() throws(SecretFault) -> IssuedToken {
        if known.withLock({ $0.isExpired }) {
            let octets = try PasswordOptions.token(from: command)
            known.withLock { $0 = Known(octets: octets, number: $0.number + 1) }
        }
        return known.withLock { known in
            IssuedToken(
                credentials: Credentials(
                    username: username, token: known.octets, hasWorked: known.hasWorked),
                number: known.number)
        }
    }
}
