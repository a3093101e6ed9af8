/// The server's half of the conversation on one connection: octets in, reply octets out.
///
/// It has no socket and no clock; keeping messages and writing the log is the ``Register``'s. Commands are answered
/// in the order in which they come, however they are cut into reads. What it says gathers in ``replies``, and the
/// caller sends it once a read has been worked through.
struct Dialogue {
    /// How far the conversation has come.
    enum Stage {
        case connected
        /// Between two transactions.
        case idle
        /// MAIL was accepted.
        case mail
        /// A chunk without LAST was accepted; only BDAT may follow (RFC 3030 §2).
        case chunks
        /// A chunk was refused: the state is indeterminate, and RSET is due (RFC 3030 §2).
        case failed
    }

    /// What the next octets are.
    enum Intake {
        case commands
        /// A line of an authentication exchange.
        case credentials(Challenge)
        /// The content behind DATA.
        case content
        case chunk(left: Int, isLast: Bool)
        /// The octets of a chunk that is refused when they have all come.
        case refusedChunk(left: Int, SinkReply)
        /// Nothing: the connection is ending, or waits for the TLS handshake.
        case nothing
    }

    /// What the caller has to do once the replies are sent.
    enum Ending {
        case quit
        /// The server ended it, by 421 or by 5xx.
        case refusal
        /// The server is stopping.
        case stop
        /// As if the line had been cut: nothing is told.
        case loss
        /// No ending: the TLS handshake comes next (RFC 3207).
        case startTLS

        /// The word for it in the log.
        var name: StaticString {
            switch self {
            case .quit: "quit"
            case .refusal: "refusal"
            case .stop: "stop"
            case .loss: "loss"
            case .startTLS: "client"
            }
        }
    }

    /// The longest command; AUTH may have an initial response as long as RFC 4954 §4 wants.
    private static let lineLimit = 4096
    private static let credentialsLimit = 12288

    let register: Register
    let number: Int
    let mayPipeline: Bool
    let keepsHeader: Bool
    var stage: Stage = .connected
    var intake: Intake = .commands
    private(set) var ending: Ending?
    var isEncrypted = false
    var user: [UInt8]?
    var envelope = Envelope()
    var isInternationalized = false
    /// Whether BINARYMIME was said: only BDAT may follow (RFC 3030 §3).
    var isBinary = false
    /// Whether it asked that every relay behind this one use TLS (REQUIRETLS).
    var requiresTLS = false
    /// Whether it asked for reports of delivery (DSN): the log then has the parameters.
    var asksForReports = false
    var content = Content()
    /// Whether any octet of the content has come.
    var hasContentBegun = false
    var dots = DotReader()
    /// Messages accepted on this connection.
    var messages = 0
    /// What is to be sent.
    var replies: [UInt8] = []
    var line = EventLine()
    /// Commands since replies last left; more than one are pipelined.
    private var unansweredCommands = 0
    /// Whether a 354 has not left yet: content that is already here was sent too early.
    var isGoAheadUnsent = false
    /// The beginning of a line that the next read goes on with.
    private var partial: [UInt8] = []
    private var isLineTooLong = false

    init(_ register: Register, number: Int) {
        self.register = register
        self.number = number
        let settings = register.settings
        mayPipeline = settings.extensions.contains(.pipelining) || settings.toleratesPipelining
        keepsHeader = register.log != nil
    }

    /// Whether a message is being received, which a stopping server waits for.
    var isReceiving: Bool {
        switch intake {
        case .content, .chunk, .refusedChunk: true
        case .commands, .credentials, .nothing: stage == .chunks
        }
    }

    mutating func greet() {
        if loses(at: .atConnect) { return }
        replies += register.replies.greeting
    }

    /// Works through the octets of one read.
    mutating func receive(_ input: Span<UInt8>) {
        var position = 0
        while position < input.count {
            switch intake {
            case .commands, .credentials:
                readLine(input, &position)
            case .content:
                readContent(input, &position)
            case .chunk(let left, let isLast):
                readChunk(input, &position, left: left, isLast: isLast)
            case .refusedChunk(let left, let reply):
                let count = min(left, input.count - position)
                position += count
                skipRefusedChunk(left: left - count, reply)
            case .nothing:
                return
            }
        }
        if register.isStopping.load(ordering: .relaxed) { stop() }
    }

    /// The replies have left; what comes now was not pipelined behind them.
    mutating func repliesLeft() {
        unansweredCommands = 0
        isGoAheadUnsent = false
    }

    /// The reply to STARTTLS is on its way; until the handshake is complete there is nothing to read.
    mutating func awaitHandshake() {
        ending = nil
    }

    /// The handshake is complete; what was said before it is forgotten (RFC 3207 §4.2).
    mutating func tlsEstablished() {
        isEncrypted = true
        user = nil
        stage = .connected
        intake = .commands
        partial.removeAll(keepingCapacity: true)
    }

    /// Says that the server is stopping and ends; a message that is being received may come to its end first.
    mutating func stop() {
        guard ending == nil, !isReceiving else { return }
        replies += SinkReply.stopping.line(withEnhancedCode: register.replies.isEnhanced)
        replies += [.carriageReturn, .lineFeed]
        end(.stop)
    }

    /// Ends the conversation; what is left of the input is not looked at.
    mutating func end(_ ending: Ending) {
        self.ending = ending
        intake = .nothing
        content.abandon()
    }

    private mutating func readLine(_ input: Span<UInt8>, _ position: inout Int) {
        guard let lineFeed = input.firstIndex(of: .lineFeed, from: position) else {
            gather(input.extracting(position..<input.count))
            position = input.count
            return
        }
        let piece = input.extracting(position..<lineFeed)
        position = lineFeed + 1
        if partial.isEmpty, !isLineTooLong, piece.count <= Self.lineLimit {
            handleLine(piece)
            return
        }
        gather(piece)
        var whole: [UInt8] = []
        swap(&whole, &partial)
        handleLine(whole.span)
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &partial)
    }

    /// Keeps the beginning of a line; of one that is too long, only that it was.
    private mutating func gather(_ piece: Span<UInt8>) {
        guard !isLineTooLong, partial.count + piece.count <= Self.credentialsLimit else {
            isLineTooLong = true
            partial.removeAll(keepingCapacity: true)
            return
        }
        partial.append(piece)
    }

    /// One line, without its LF.
    private mutating func handleLine(_ line: Span<UInt8>) {
        unansweredCommands += 1
        if unansweredCommands > 1, !mayPipeline {
            refuse(.pipeliningNotOffered, "")
            return end(.refusal)
        }
        if isLineTooLong {
            isLineTooLong = false
            intake = .commands
            return refuse(.lineTooLong, "")
        }
        guard line.count > 0, line[line.count - 1] == .carriageReturn else {
            intake = .commands
            return refuse(.bareLineFeed, "")
        }
        let text = line.extracting(0..<(line.count - 1))
        if case .credentials(let challenge) = intake { return handleCredentials(text, challenge) }
        guard text.count <= Self.lineLimit || text.begins(with: "AUTH ", at: 0) else {
            return refuse(.lineTooLong, "")
        }
        handleCommand(text)
    }
}
