import TestSupport

/// A server that keeps to RFC 5321, 2920 and 3030, refuses at random, and remembers the truth.
///
/// It knows a message by its sender, `s<id>@…`, and its content, which repeats the id.
struct ModelServer {
    struct Traits {
        var pipelining: Bool
        var chunking: Bool
        /// Percent of replies that refuse, and of those that close the service.
        var refusing = 10
        var closing = 1
        /// Some servers say 354 to DATA whoever was refused.
        var alwaysGoesAhead = false
        /// Exim goes on answering after 421.
        var staysOpen = false
        /// Such a server takes messages again, whatever it said.
        var goesOn = false
        /// Whether chunks may come whose recipients are refused; else they are a complaint.
        var permitsBlindChunks = false
        /// Exim answers a refused chunk before its octets.
        var answersEarly = false
    }

    private enum Reading {
        case commands
        case chunk(left: Int)
        case discarded(left: Int)
        case dotted
    }

    private struct Envelope {
        var id: UInt64
        var recipients = 0
    }

    let traits: Traits
    private var generator: SplitMix64
    private var reading = Reading.commands
    private var envelope: Envelope?
    private var input: [UInt8] = []
    private var content: [UInt8] = []
    private(set) var isClosing = false
    /// Said 421 and stays open.
    private var isExhausted = false

    /// Messages it took responsibility for, in order.
    private(set) var accepted: [UInt64] = []
    /// Messages of which it had every octet.
    private(set) var received: Set<UInt64> = []
    /// What the client did wrong.
    private(set) var complaints: [String] = []

    init(_ traits: Traits, seed: UInt64) {
        self.traits = traits
        generator = SplitMix64(seed: seed)
    }

    static let greeting = "220 model\r\n"

    /// Takes octets and answers.
    mutating func receive(_ octets: some Sequence<UInt8>) -> [UInt8] {
        input.append(contentsOf: octets)
        var replies = ""
        while !isClosing, let reply = step() { replies += reply }
        return Array(replies.utf8)
    }

    private mutating func step() -> String? {
        switch reading {
        case .commands:
            guard let end = input.firstIndex(of: 10) else { return nil }
            let line = String(decoding: input[..<end], as: UTF8.self)
            input.removeFirst(end + 1)
            guard line.hasSuffix("\r") || line.unicodeScalars.last == "\r" else {
                complaints.append("bare LF: \(line)")
                return "500 bare LF\r\n"
            }
            return command(String(line.unicodeScalars.dropLast()))
        case .chunk(let left):
            let taken = min(left, input.count)
            content += input.prefix(taken)
            input.removeFirst(taken)
            reading = .chunk(left: left - taken)
            return left == taken ? endOfContent() : nil
        case .discarded(let left):
            let taken = min(left, input.count)
            input.removeFirst(taken)
            reading = left == taken ? .commands : .discarded(left: left - taken)
            return left == taken ? "" : nil
        case .dotted:
            guard let end = input.firstIndex(of: 10) else { return nil }
            var line = Array(input[...end])
            input.removeFirst(end + 1)
            if line == Array(".\r\n".utf8) { return endOfContent() }
            if line.first == UInt8(ascii: ".") { line.removeFirst() }
            content += line
            return ""
        }
    }

    private mutating func command(_ line: String) -> String {
        let verb = line.prefix { $0 != " " }
        let mayBeFollowed = traits.pipelining && ["RSET", "MAIL", "RCPT", "BDAT"].contains(verb)
        if !input.isEmpty, !mayBeFollowed, verb != "BDAT" { complaints.append("behind \(line)") }
        if verb != "EHLO", verb != "QUIT", verb != "BDAT", generator.chance(traits.closing) {
            return closing()
        }
        if verb == "MAIL", isExhausted { return "421 4.3.2 still closing\r\n" }
        switch verb {
        case "EHLO":
            return "250-model\r\n" + (traits.pipelining ? "250-PIPELINING\r\n" : "")
                + (traits.chunking ? "250-CHUNKING\r\n" : "") + "250 SIZE 100000000\r\n"
        case "RSET":
            envelope = nil
            return "250 2.0.0 reset\r\n"
        case "MAIL": return mail(line)
        case "RCPT":
            guard envelope != nil else { return "503 need MAIL\r\n" }
            if let refusal = refusal() { return refusal }
            envelope?.recipients += 1
            return "250 2.1.5 ok\r\n"
        case "DATA": return data()
        case "BDAT": return chunk(line)
        case "QUIT":
            isClosing = true
            return "221 bye\r\n"
        default:
            complaints.append("unknown: \(line)")
            return "500 what\r\n"
        }
    }

    private mutating func closing() -> String {
        isClosing = !traits.staysOpen
        isExhausted = !traits.goesOn
        envelope = nil
        return "421 4.3.2 closing\r\n"
    }

    private mutating func refusal() -> String? {
        guard generator.chance(traits.refusing) else { return nil }
        return generator.chance(50) ? "550 5.1.1 no\r\n" : "451-4.2.0 not\r\n451 4.2.0 now\r\n"
    }

    private mutating func mail(_ line: String) -> String {
        guard envelope == nil else {
            complaints.append("nested MAIL")
            return "503 nested MAIL\r\n"
        }
        if let refusal = refusal() { return refusal }
        let number = line.drop { $0 != "<" }.dropFirst(2).prefix { $0 != "@" }
        envelope = Envelope(id: UInt64(number) ?? 0)
        return "250 2.1.0 ok\r\n"
    }

    private mutating func data() -> String {
        let isReady = (envelope?.recipients ?? 0) > 0
        if !isReady, !traits.alwaysGoesAhead { return "503 5.5.1 need RCPT\r\n" }
        if isReady, let refusal = refusal() { return refusal }
        reading = .dotted
        return "354 go\r\n"
    }

    private mutating func chunk(_ line: String) -> String {
        let words = line.split(separator: " ")
        guard words.count == 3, words[2] == "LAST", let size = Int(words[1]) else {
            complaints.append("bad BDAT: \(line)")
            return "501 what\r\n"
        }
        if (envelope?.recipients ?? 0) == 0 {
            if !traits.permitsBlindChunks { complaints.append("BDAT without a valid recipient") }
            if traits.answersEarly, size > 0 {
                envelope = nil
                reading = .discarded(left: size)
                return "503-no\r\n503 recipients\r\n"
            }
        }
        reading = .chunk(left: size)
        return size == 0 ? endOfContent() : ""
    }

    private mutating func endOfContent() -> String {
        let text = String(decoding: content, as: UTF8.self)
        reading = .commands
        content = []
        guard let envelope else {
            if !text.isEmpty, !traits.permitsBlindChunks {
                complaints.append("a message without envelope: \(text.prefix(40))")
            }
            return "503 no envelope\r\n"
        }
        self.envelope = nil
        guard envelope.recipients > 0 else {
            if !text.isEmpty, !traits.permitsBlindChunks {
                complaints.append("a message without recipients: \(text.prefix(40))")
            }
            return "554 no recipients\r\n"
        }
        guard text == Self.content(of: envelope.id) else {
            complaints.append("message \(envelope.id) holds: \(text.prefix(40))")
            return "554 wrong content\r\n"
        }
        received.insert(envelope.id)
        if generator.chance(traits.closing) {
            return closing()
        }
        if let refusal = refusal() { return refusal }
        accepted.append(envelope.id)
        return "250-2.0.0 taken\r\n250 2.0.0 queued as \(envelope.id)\r\n"
    }

    /// Lines with dots at their starts, of a length that depends on the id.
    static func content(of id: UInt64) -> String {
        String(repeating: "message \(id)\r\n.\r\n..dots\r\n", count: 1 + Int(id % 4))
    }
}
