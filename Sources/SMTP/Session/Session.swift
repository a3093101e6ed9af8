import Cryptography
import DequeModule

/// Our half of an SMTP conversation (RFC 5321) on one connection.
///
/// A value without socket, clock or log: events and octets go in, actions come out. Commands that were written
/// stand in one queue, replies pop its head; how far ahead of the replies it writes is decided in one place
/// (`mayWrite`, in Session+Writing.swift).
///
/// Replies are taken before anything new is written, all that arrived together: a reply without a command can
/// then never be taken for the answer to the next one.
public struct Session: Sendable {
    enum Phase: Equatable, Sendable {
        case new
        /// The TLS handshake goes on.
        case securing
        /// Greeting, EHLO, STARTTLS, AUTH; the queue says which.
        case opening
        case open
        case quitting
        case ended
    }

    let configuration: SessionConfiguration
    var phase = Phase.new
    var parser = ReplyParser()
    /// Commands written and not answered.
    var outstanding: Deque<Command> = []
    /// Transactions not finished.
    ///
    /// The queue's replies belong to the first until it is.
    var works = WorkQueue()
    /// Index in `works` of the first that is not written completely.
    var writing = 0
    var writer = CommandWriter()

    var step: OpeningStep?
    var isSecured = false
    var isOldHello = false
    var exchange: AuthenticationExchange?
    var mechanisms: [Mechanism] = []
    var channelBinding: ChannelBinding?

    /// What the last EHLO said; STARTTLS makes it forgotten.
    public internal(set) var capabilities = Capabilities.none
    /// How far ahead this connection writes, once it is ready.
    public internal(set) var flight = Flight.lockStep
    var usesChunks = false
    /// A transaction failed: in lock-step the next one begins with RSET.
    var needsReset = false
    var tally = Tally()
    /// Never more than 1 but in the deep flight.
    var window = Window(limit: 1)
    /// Octets of content written and not answered.
    var unansweredContent = 0
    var proof = ProofReplies()
    var pace = Pace()
    /// Messages were let in.
    var wasReady = false
    var foundMessageLimit: Int?
    var foundRefusalLimit: Int?
    /// What stood between the last message and 221.
    var surplus: Reply?

    /// Set when nothing new is to begin: why the session will end once everything out is answered.
    var ending: SessionEnd?
    /// 421 and the like: nothing behind it was processed.
    var closingReply: Reply?
    /// The server took a MAIL, RCPT or message behind ``closingReply``, or did not close: it did not mean it.
    var servesOn = false

    /// Changes whenever the time that ``patience`` gives begins anew: with every complete reply, not with every
    /// octet (a server that drips one octet a minute must not hold a connection for ever).
    public internal(set) var progress: UInt64 = 0

    /// A session for one connection, which has not been made yet.
    public init(_ configuration: SessionConfiguration) {
        self.configuration = configuration
        // A server may echo them at any time, and its words go into the ledger, the log and the report.
        if let credentials = configuration.credentials {
            parser.secrets.add(AuthenticationExchange(.plain, credentials).secrets)
        }
    }

    // MARK: Events

    /// Takes what happened, and appends what is to be done, in order.
    ///
    /// The array is the caller's, so that its memory is used again.
    public mutating func handle(_ event: consuming Event, appendingTo actions: inout [Action]) {
        guard phase != .ended else {
            if case .offer(let transaction) = event {
                actions.append(.finish(transaction.id, .notSent(.notStarted)))
            }
            return
        }
        switch event {
        case .connected: connected()
        case .channelBound(let type, let octets):
            channelBinding = ChannelBinding(type: type, octets: octets)
        case .tlsEstablished: secured(&actions)
        case .passwordSalted(let salted): passwordSalted(salted, &actions)
        case .offer(let transaction): offered(transaction, &actions)
        case .contentWritten(let id): contentWritten(id)
        case .drain: drain(&actions)
        case .deadlinePassed:
            stop(
                outstanding.first == .greeting ? .noGreeting : .deadlinePassed, notSent: .deadlinePassed,
                inDoubt: .deadlinePassed, &actions)
        case .connectionLost:
            stop(.connectionLost, notSent: .connectionLost, inDoubt: .connectionLost, &actions)
        }
    }

    /// Takes octets from the server (after TLS).
    public mutating func receive(_ octets: [UInt8], appendingTo actions: inout [Action]) {
        receive(octets.span, appendingTo: &actions)
    }

    /// Takes octets from the server (after TLS).
    public mutating func receive(_ octets: Span<UInt8>, appendingTo actions: inout [Action]) {
        guard phase != .ended, !octets.isEmpty else { return }
        guard phase != .securing, phase != .new else { return failWithStrayOctets(&actions) }
        var position = 0
        do {
            while phase != .ended, let code = try parser.next(octets, from: &position) {
                take(code, &actions)
            }
        } catch {
            guard step != .secure else { return failWithStrayOctets(&actions) }
            return failWithMalformedReply(error.hiding(secrets), &actions)
        }
        guard phase != .ended else { return }
        guard !parser.isMidReply || !outstanding.isEmpty || isProving else {
            return failWithStrayOctets(&actions)
        }
        write(&actions)
    }

    private mutating func take(_ code: Int, _ actions: inout [Action]) {
        guard let command = outstanding.popFirst() else { return takeStray(&actions) }
        progress &+= 1
        pace.noteReply()
        switch command {
        case .greeting: takeGreeting(code)
        case .hello: takeHello(code, &actions)
        case .startTLS: takeStartTLS(code, &actions)
        case .authentication: takeAuthentication(code, &actions)
        case .reset, .mail, .recipient, .data: takeEnvelope(command, code, &actions)
        case .content: takeContent(code, &actions)
        case .quit: takeFarewell(code, &actions)
        case .proof: takeProof(code)
        }
    }

    // MARK: What the driver asks

    /// How many more transactions may be offered now.
    public var appetite: Int {
        guard phase == .open, ending == nil, configuration.purpose == .transactions else { return 0 }
        return max(0, min(depth - works.count, messageLimit - tally.offered))
    }

    /// Whether ``appetite`` is above 0.
    ///
    /// Mutating only because a driver would copy the session to ask it otherwise, for every message.
    package mutating func wantsMore() -> Bool { appetite > 0 }

    /// Transactions that may be unfinished at the same time: the window, and one whose envelope goes ahead.
    private var depth: Int { flight >= .overlapped ? window.size + 1 : 1 }

    var messageLimit: Int {
        max(1, min(configuration.messagesPerConnection, capabilities.mailLimit ?? .max))
    }

    /// Seconds the next step of the other side may take, counted from the last change of ``progress``; while
    /// content is written, from the last octets the kernel took.
    ///
    /// Nil when nothing is awaited.
    public var patience: Int? {
        let patience = configuration.patience
        if phase == .securing { return patience.hello }
        guard phase != .new, phase != .ended, let command = outstanding.first else { return nil }
        // Nothing behind a closing reply is processed, and what is still said is said at once; where a message may be
        // there all the same, only the server's word or its end tells.
        guard closingReply == nil || servesOn || hasWrittenContent else { return patience.quit }
        return switch command {
        case .greeting: patience.greeting
        case .hello: patience.hello
        case .startTLS: patience.startTLS
        case .authentication: patience.authentication
        case .reset, .mail, .recipient, .proof: patience.envelope
        case .data: patience.data
        case .content: isWritingContent ? patience.block : patience.content
        case .quit: patience.quit
        }
    }

    private var hasWrittenContent: Bool { (0..<works.count).contains { works[$0].content == .written } }

    /// Whether content is on its way to the kernel and the reply to it is what is awaited.
    package var isWritingContent: Bool {
        outstanding.first == .content && !works.isEmpty && works[0].content == .begun
    }

    /// Adds a command to the queue; the clock starts for it when it is the first.
    ///
    /// - Parameter isNeeded: whether it is said in lock-step, too.
    mutating func expect(_ command: Command, isNeeded: Bool = true) {
        if outstanding.isEmpty { progress &+= 1 }
        pace.noteCommand(outstanding: outstanding.count, isNeeded: isNeeded)
        outstanding.append(command)
    }
}
