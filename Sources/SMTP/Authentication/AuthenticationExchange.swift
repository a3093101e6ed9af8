import Cryptography

/// Our half of one AUTH command (RFC 4954 §4).
struct AuthenticationExchange: Sendable {
    /// A line to write, and what may be shown of it.
    struct Line: Equatable, Sendable {
        let octets: [UInt8]
        let masked: String
    }

    private enum Step: Sendable {
        case initial
        /// PLAIN's message was too long for the AUTH line.
        case plainMessage
        case username
        case password
        case complete
        case cancelled
    }

    let mechanism: Mechanism
    private let credentials: Credentials
    private var step = Step.initial

    init(_ mechanism: Mechanism, _ credentials: Credentials) {
        self.mechanism = mechanism
        self.credentials = credentials
    }

    /// The AUTH command.
    mutating func start() -> Line {
        switch mechanism {
        case .login:
            step = .username
            return Line(octets: Array("AUTH LOGIN\r\n".utf8), masked: "AUTH LOGIN\r\n")
        case .plain:
            let line = Array("AUTH PLAIN ".utf8) + Self.line(plainMessage)
            // RFC 4954 §4: an initial response that makes the line too long waits for the challenge.
            guard line.count <= 512 else {
                step = .plainMessage
                return Line(octets: Array("AUTH PLAIN\r\n".utf8), masked: "AUTH PLAIN\r\n")
            }
            step = .complete
            return Line(octets: line, masked: "AUTH PLAIN ***\r\n")
        }
    }

    /// The answer to a challenge (334).
    ///
    /// PLAIN and LOGIN do not look at it: the prompts of LOGIN differ.
    ///
    /// - Returns: nil when the exchange was cancelled already.
    mutating func answer() -> Line? {
        switch step {
        case .plainMessage:
            step = .complete
            return Line(octets: Self.line(plainMessage), masked: "***\r\n")
        case .username:
            step = .password
            return Line(octets: Self.line(credentials.username), masked: "***\r\n")
        case .password:
            step = .complete
            return Line(octets: Self.line(credentials.password), masked: "***\r\n")
        case .initial, .complete:
            // One challenge too many: cancelled by `*` (RFC 4954 §4).
            step = .cancelled
            return Line(octets: Array("*\r\n".utf8), masked: "*\r\n")
        case .cancelled:
            return nil
        }
    }

    /// What must not show up in anything printed, in case the server echoes it.
    var secrets: [[UInt8]] {
        [
            Base64.encode(plainMessage), Base64.encode(credentials.password),
            Base64.encode(credentials.username),
            credentials.password,
        ]
    }

    private var plainMessage: [UInt8] { [0] + credentials.username + [0] + credentials.password }

    private static func line(_ message: [UInt8]) -> [UInt8] {
        // RFC 4954 §4: an empty initial response is `=`; neither message can be empty but LOGIN's halves.
        Base64.encode(message) + [0x0D, 0x0A]
    }
}
