import SMTP

/// One conversation as a text.
///
/// What happens: `S: line` (octets of the server, CR LF added; `S~` without; `\r \n \xNN` are escapes),
/// `connected`, `tls` (the handshake is done), `salted` (what SCRAM makes of the password), `offer ID key=value…`, `written ID`, `drain`, `lost`, `deadline`.
/// What must come of it, before the next thing happens: everything else, as ``Rendering`` writes it. `session`
/// configures; `unsplit` says that it matters which octets arrive together. `#` begins a comment.
package struct Transcript {
    package enum Stimulus {
        case event(Session.Event)
        case octets([UInt8])
        /// The work that was asked for last is done.
        case salted
    }

    package struct Step {
        package var stimulus: Stimulus
        package var expected: [String] = []
    }

    package struct Malformed: Error {
        package let line: String

        package init(line: String) {
            self.line = line
        }
    }

    package private(set) var configuration = SessionConfiguration(
        clientName: Array("client.example.org".utf8), security: .none)
    package private(set) var steps: [Step] = []
    package private(set) var isUnsplit = false

    package init(_ text: String) throws {
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            try add(line)
        }
    }

    private mutating func add(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else { return }
        switch first {
        case "S:": addOctets(Self.unescaped(line.dropFirst(3)) + [13, 10])
        case "S~": addOctets(Self.unescaped(line.dropFirst(3)))
        case "session": try configure(words.dropFirst())
        case "unsplit": isUnsplit = true
        case "connected": steps.append(Step(stimulus: .event(.connected)))
        case "tls": steps.append(Step(stimulus: .event(.tlsEstablished)))
        case "salted": steps.append(Step(stimulus: .salted))
        case "drain": steps.append(Step(stimulus: .event(.drain)))
        case "lost": steps.append(Step(stimulus: .event(.connectionLost)))
        case "deadline": steps.append(Step(stimulus: .event(.deadlinePassed)))
        case "written":
            guard words.count == 2, let id = UInt64(words[1]) else { throw Malformed(line: line) }
            steps.append(Step(stimulus: .event(.contentWritten(id))))
        case "offer": steps.append(Step(stimulus: .event(.offer(try Self.transaction(words, line)))))
        default:
            guard !steps.isEmpty else { throw Malformed(line: line) }
            steps[steps.count - 1].expected.append(line)
        }
    }

    /// Lines of the server without anything expected between them arrive together.
    private mutating func addOctets(_ octets: [UInt8]) {
        if let last = steps.last, case .octets(let before) = last.stimulus, last.expected.isEmpty {
            steps[steps.count - 1].stimulus = .octets(before + octets)
        } else {
            steps.append(Step(stimulus: .octets(octets)))
        }
    }

    private mutating func configure(_ words: ArraySlice<String>) throws {
        var user = ""
        for word in words {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = pair.count == 2 ? pair[1] : ""
            switch pair[0] {
            case "tls":
                let names: [String: SessionConfiguration.Security] = [
                    "none": .none, "opportunistic": .opportunistic, "required": .startTLSRequired,
                    "implicit": .implicit,
                ]
                configuration.security = names[value] ?? .none
            case "onward": configuration.requiresTLSOnward = true
            case "name": configuration.clientName = Array(value.utf8)
            case "user": user = value
            case "password":
                configuration.credentials = Credentials(
                    username: Array(user.utf8), password: Array(value.utf8))
            case "nonce": configuration.nonce = Array(value.utf8)
            case "clear": configuration.permitsClearAuthentication = true
            case "flight":
                let names: [String: Flight] = [
                    "lockStep": .lockStep, "grouped": .grouped, "overlapped": .overlapped, "deep": .deep,
                ]
                configuration.flight = names[value] ?? .overlapped
            case "proven": configuration.discardsRefusedChunks = true
            case "window": configuration.window = Int(value) ?? 0
            case "lmtp": configuration.dialect = .lmtp
            case "proof": configuration.purpose = .discardProof
            case "nochunking": configuration.usesChunking = false
            case "messages": configuration.messagesPerConnection = Int(value) ?? 0
            case "inarow": configuration.refusalsInARow = Int(value) ?? 0
            case "inall": configuration.refusalsInAll = Int(value) ?? 0
            default: throw Malformed(line: word)
            }
        }
    }

    private static func transaction(_ words: [String], _ line: String) throws -> Transaction {
        guard words.count >= 2, let id = UInt64(words[1]) else { throw Malformed(line: line) }
        var transaction = Transaction(
            id: id, reversePath: try Path(validating: Array("s\(id)@example.org".utf8)),
            forwardPaths: [try Path(validating: Array("r\(id)@example.net".utf8))], size: 100)
        for word in words.dropFirst(2) {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = pair.count == 2 ? pair[1] : ""
            switch pair[0] {
            case "from":
                transaction.reversePath = try value.isEmpty ? nil : Path(validating: Array(value.utf8))
            case "to":
                transaction.forwardPaths = try value.split(separator: ",").map {
                    try Path(validating: Array($0.utf8))
                }
            case "size": transaction.size = Int(value) ?? 0
            case "8bit": transaction.body = .eightBitMIME
            case "binary": transaction.body = .binaryMIME
            case "utf8": transaction.isInternationalized = true
            case "notify":
                transaction.notification = DeliveryNotification(
                    occasions: value == "never" ? .never : [.failure, .delay], extent: .headers,
                    envelopeID: Array("a+b c".utf8))
            default: throw Malformed(line: line)
            }
        }
        return transaction
    }

    private static func unescaped(_ text: some StringProtocol) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(octet)
                continue
            }
            switch next {
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "x"):
                result.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: result.append(next)
            }
        }
        return result
    }
}
