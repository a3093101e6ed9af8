import Cryptography

/// Our half of one AUTH command (RFC 4954 §4).
struct AuthenticationExchange: Sendable {
    /// A line to write, and what may be shown of it.
    struct Line: Equatable, Sendable {
        let octets: [UInt8]
        let masked: String
    }

    /// What a challenge is answered with.
    enum Answer: Equatable, Sendable {
        case line(Line)
        /// ``answer(with:)`` gives the line when this has been worked out.
        case afterSalting(PasswordSalting)
    }

    private enum Step: Sendable {
        case initial
        /// The first message was too long for the AUTH line, or is not to be sent before a challenge.
        case firstMessage([UInt8])
        case challenge
        case username
        case password
        case serverFirst(ScramExchange)
        case salting(ScramExchange, ScramExchange.ServerFirst)
        case serverFinal(ScramExchange)
        /// A token was sent: a challenge now tells why it was refused.
        case tokenVerdict
        case complete
        case cancelled
    }

    let mechanism: Mechanism
    private let credentials: Credentials
    private let scram: ScramExchange?
    private var step = Step.initial
    /// Lines written, for masking what a server echoes.
    private var written: [[UInt8]] = []
    /// Why the exchange was cancelled.
    private(set) var fault: AuthenticationFault?

    init(
        _ mechanism: Mechanism, _ credentials: Credentials, nonce: [UInt8] = [],
        binding: ScramExchange.Binding = .none
    ) {
        self.mechanism = mechanism
        self.credentials = credentials
        switch mechanism {
        case .scramSHA256Plus, .scramSHA256:
            scram = ScramExchange(.sha256, credentials, nonce: nonce, binding: binding)
        case .scramSHA1:
            scram = ScramExchange(.sha1, credentials, nonce: nonce, binding: binding)
        case .external, .cramMD5, .oauthBearer, .xoauth2, .plain, .login:
            scram = nil
        }
    }

    /// The AUTH command.
    mutating func start() -> Line {
        let name = mechanism.rawValue
        guard let message = firstMessage else {
            step = mechanism == .login ? .username : .challenge
            return Line(octets: Array("AUTH \(name)\r\n".utf8), masked: "AUTH \(name)\r\n")
        }
        // RFC 4954 §4: an initial response of no octets is `=`.
        let response = message.isEmpty ? Array("=\r\n".utf8) : Self.line(message)
        let line = Array("AUTH \(name) ".utf8) + response
        // RFC 4954 §4: an initial response that makes the line too long waits for the challenge.
        guard line.count <= 512 else {
            step = .firstMessage(message)
            return Line(octets: Array("AUTH \(name)\r\n".utf8), masked: "AUTH \(name)\r\n")
        }
        step = stepAfterFirst
        if !message.isEmpty { written.append(response) }
        return Line(octets: line, masked: "AUTH \(name) ***\r\n")
    }

    /// The answer to a challenge (334).
    ///
    /// PLAIN and LOGIN do not look at it: the prompts of LOGIN differ.
    ///
    /// - Parameter challenge: the reply's text, as it came.
    mutating func answer(to challenge: [UInt8]) -> Answer {
        switch step {
        case .firstMessage(let message):
            step = stepAfterFirst
            return .line(secret(message))
        case .username:
            step = .password
            return .line(secret(credentials.username))
        case .password:
            step = .complete
            return .line(secret(credentials.octets))
        case .challenge:
            return .line(answerDigest(to: challenge))
        case .serverFirst(let scram):
            return answerFirst(scram, challenge)
        case .serverFinal(let scram):
            guard let message = Base64.decode(challenge), scram.isProven(by: message) else {
                return .line(cancel(.serverNotProven))
            }
            step = .complete
            return .line(Self.emptyLine)
        case .tokenVerdict:
            step = .complete
            // An answer is due before the server says 535: none with XOAUTH2, %x01 with the other (RFC 7628 §3.2.3).
            return .line(mechanism == .xoauth2 ? Self.emptyLine : secret([1]))
        case .initial, .salting, .complete, .cancelled:
            // One challenge too many: cancelled by `*` (RFC 4954 §4).
            return .line(cancel(.malformedChallenge))
        }
    }

    /// The answer to the challenge that wanted a ``PasswordSalting``.
    ///
    /// - Parameter salted: what came of it; nil when it could not be done.
    /// - Returns: nil when none was asked for.
    mutating func answer(with salted: SaltedPassword?) -> Line? {
        guard case .salting(var scram, let first) = step else { return nil }
        do {
            let answer = try scram.final(answering: first, with: salted)
            step = .serverFinal(scram)
            return secret(answer)
        } catch {
            return cancel(error)
        }
    }

    /// The server says yes (235).
    ///
    /// - Throws: `serverNotProven` when SCRAM has not seen the server's signature: anybody can say yes.
    func conclude() throws(AuthenticationFault) {
        guard scram != nil else { return }
        guard case .complete = step else { throw .serverNotProven }
    }

    /// What must not show up in anything printed, in case the server echoes it.
    var secrets: [[UInt8]] {
        written + [
            Base64.encode(plainMessage), Base64.encode(credentials.octets),
            Base64.encode(credentials.username), credentials.octets,
        ]
    }

    private mutating func answerDigest(to challenge: [UInt8]) -> Line {
        guard let challenge = Base64.decode(challenge), !challenge.isEmpty else {
            return cancel(.malformedChallenge)
        }
        guard let code = try? HMAC.code(.md5, key: credentials.octets, message: challenge) else {
            return cancel(.unavailable(mechanism: mechanism.rawValue))
        }
        step = .complete
        let digits = Array("0123456789abcdef".utf8)
        let text = code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return secret(credentials.username + [0x20] + text)
    }

    private mutating func answerFirst(_ scram: ScramExchange, _ challenge: [UInt8]) -> Answer {
        guard let message = Base64.decode(challenge) else { return .line(cancel(.malformedChallenge)) }
        do {
            let first = try scram.read(message)
            step = .salting(scram, first)
            return .afterSalting(first.salting)
        } catch {
            return .line(cancel(error))
        }
    }

    private mutating func cancel(_ fault: AuthenticationFault) -> Line {
        self.fault = fault
        step = .cancelled
        return Line(octets: Array("*\r\n".utf8), masked: "*\r\n")
    }

    private mutating func secret(_ message: [UInt8]) -> Line {
        let line = Self.line(message)
        written.append(line)
        return Line(octets: line, masked: "***\r\n")
    }

    /// What goes with the AUTH command; nil where the server speaks first.
    private var firstMessage: [UInt8]? {
        let (user, token) = (credentials.username, credentials.octets)
        return switch mechanism {
        case .scramSHA256Plus, .scramSHA256, .scramSHA1: scram?.first
        case .cramMD5, .login: nil
        case .external: user
        case .plain: plainMessage
        case .xoauth2:
            Array("user=".utf8) + user + Array("\u{1}auth=Bearer ".utf8) + token + [1, 1]
        // The authorization identity is escaped as in SCRAM (RFC 7628 §3.1).
        case .oauthBearer:
            Array("n,a=".utf8) + ScramExchange.escaped(user) + Array(",\u{1}auth=Bearer ".utf8) + token
                + [1, 1]
        }
    }

    private var stepAfterFirst: Step {
        switch mechanism {
        case .oauthBearer, .xoauth2: .tokenVerdict
        case .external, .plain, .cramMD5, .login, .scramSHA256Plus, .scramSHA256, .scramSHA1:
            scram.map(Step.serverFirst) ?? .complete
        }
    }

    private var plainMessage: [UInt8] { [0] + credentials.username + [0] + credentials.octets }

    private static let emptyLine = Line(octets: [0x0D, 0x0A], masked: "\r\n")

    private static func line(_ message: [UInt8]) -> [UInt8] {
        Base64.encode(message) + [0x0D, 0x0A]
    }
}
