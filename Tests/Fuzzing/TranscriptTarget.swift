import SMTP

/// A server that answers each command once, with codes of the input's choosing, in every flight.
///
/// Each transaction gets one verdict, and it is accepted exactly when the end of its data was answered with 2xx.
func fuzzTranscript(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    var server = AnsweringServer(choice: choice, input: Array(input.dropFirst()))
    server.run()
}

private struct AnsweringServer {
    /// What a reply is due for.
    private enum Slot {
        case command
        case data
        case content(UInt64)
    }

    private static let codes = [250, 250, 250, 250, 354, 550, 451, 421, 221, 251, 452, 503]

    private var session: Session
    private var input: [UInt8]
    private var position = 0
    private var actions: [Session.Action] = []
    private var slots: [Slot] = []
    private var unwritten: [UInt64] = []
    private var offered: UInt64 = 0
    private var begun: Set<UInt64> = []
    private var taken: Set<UInt64> = []
    private var finished: Set<UInt64> = []
    private var ends = 0
    private let extensions: [String]

    init(choice: UInt8, input: [UInt8]) {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = choice & 4 != 0
        configuration.window = 8
        session = Session(configuration)
        self.input = input
        extensions = (choice & 1 != 0 ? ["PIPELINING"] : []) + (choice & 2 != 0 ? ["CHUNKING"] : [])
    }

    mutating func run() {
        session.handle(.connected, appendingTo: &actions)
        receive("220 mx\r\n")
        receive((["mx"] + extensions).map { "250-\($0)\r\n" }.joined() + "250 HELP\r\n")
        // EHLO has been answered by that.
        slots.removeAll()
        offer()
        while let octet = next(), ends == 0 {
            switch octet & 0xF0 {
            case 0xF0: writeContent()
            case 0xE0: session.handle(.drain, appendingTo: &actions)
            default: answer(octet)
            }
            perform()
            offer()
        }
        session.handle(.connectionLost, appendingTo: &actions)
        perform()
        if ends != 1 { broken("a session ends once") }
        if finished.count != Int(offered) { broken("every message offered is finished") }
    }

    private mutating func next() -> UInt8? {
        guard position < input.count else { return nil }
        defer { position += 1 }
        return input[position]
    }

    /// Answers one command or, so that replies arrive together, several.
    private mutating func answer(_ octet: UInt8) {
        var text = ""
        for _ in 0...(octet >> 4 & 3) where !slots.isEmpty {
            var code = Self.codes[Int(octet & 0x0F) % Self.codes.count]
            switch slots.removeFirst() {
            case .command: break
            case .data: if code == 250 { code = 354 } else if code == 354 { code = 250 }
            case .content(let id): if code < 300 { taken.insert(id) }
            }
            text += "\(code)-x\r\n\(code) y\r\n"
        }
        receive(text)
    }

    private mutating func writeContent() {
        guard !unwritten.isEmpty else { return }
        session.handle(.contentWritten(unwritten.removeFirst()), appendingTo: &actions)
    }

    private mutating func receive(_ text: String) {
        session.receive(Array(text.utf8), appendingTo: &actions)
        perform()
    }

    private mutating func offer() {
        while session.appetite > 0, offered < 100,
            let path = try? Path(validating: Array("a@example.org".utf8))
        {
            offered += 1
            session.handle(
                .offer(Transaction(id: offered, reversePath: path, forwardPaths: [path, path], size: 100)),
                appendingTo: &actions)
            perform()
        }
    }

    private mutating func perform() {
        let batch = actions
        actions.removeAll()
        for action in batch {
            switch action {
            case .send(let octets): note(octets)
            case .sendContent(let id, framing: _):
                slots.append(.content(id))
                unwritten.append(id)
                begun.insert(id)
            case .finish(let id, let verdict): check(id, verdict)
            case .end: ends += 1
            case .sendSecret, .saltPassword, .startTLS, .ready: break
            }
        }
    }

    private mutating func note(_ octets: [UInt8]) {
        if ends > 0 { broken("nothing is said after the end") }
        for line in octets.split(separator: 0x0A) where !line.starts(with: Array("BDAT".utf8)) {
            slots.append(line.starts(with: Array("DATA".utf8)) ? .data : .command)
        }
    }

    private mutating func check(_ id: UInt64, _ verdict: Verdict) {
        if !finished.insert(id).inserted { broken("a message is finished once") }
        switch verdict {
        case .accepted, .partlyAccepted:
            if !taken.contains(id) { broken("accepted is what the end of data was answered with 2xx") }
        case .inDoubt:
            if !begun.contains(id) { broken("what was not begun is not in doubt") }
        case .refused, .deferred, .notSent:
            break
        case .refusedLocally: broken("nothing here is refused locally")
        }
    }
}
