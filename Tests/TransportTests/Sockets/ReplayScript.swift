import SMTP
import TranscriptCorpus

/// A transcript as what one end of a connection does and what is then to be seen.
struct ReplayScript {
    enum Move {
        case connect
        /// The server says this.
        case say([UInt8])
        case offer(Transaction)
        /// The kernel takes the content of that message at last.
        case release(UInt64)
        case drain
        /// The server is gone, without a word.
        case lose
    }

    struct Turn {
        let move: Move
        /// What the client writes from the beginning up to the end of this turn.
        var octets: [UInt8]
        /// What is reported up to then: ready, verdicts, the end.
        var lines: [String]
        /// Whether the client begins the TLS handshake in this turn.
        var securesConnection = false
    }

    struct Unplayable: Error {
        let reason: String
    }

    let transcript: Transcript
    private(set) var turns: [Turn] = []
    /// Messages in the order in which their content is written.
    private(set) var contents: [UInt64] = []
    /// Messages whose content the kernel does not take at once.
    let withheld: Set<UInt64>
    private var transactions: [UInt64: Transaction] = [:]

    init(_ text: String) throws {
        transcript = try Transcript(text)
        withheld = Self.withheld(in: transcript)
        for step in transcript.steps {
            if let move = try move(of: step.stimulus) {
                turns.append(
                    Turn(move: move, octets: turns.last?.octets ?? [], lines: turns.last?.lines ?? []))
            }
            for line in step.expected { try expect(line) }
        }
    }

    /// What the two ends have to do for it; nil when it comes by itself.
    private mutating func move(of stimulus: Transcript.Stimulus) throws -> Move? {
        switch stimulus {
        case .octets(let octets): return .say(octets)
        case .event(.connected): return .connect
        case .event(.offer(let transaction)):
            transactions[transaction.id] = transaction
            return .offer(transaction)
        case .event(.contentWritten(let id)): return withheld.contains(id) ? .release(id) : nil
        case .event(.drain): return .drain
        case .event(.connectionLost): return .lose
        case .event(.tlsEstablished), .event(.channelBound), .event(.passwordSalted), .salted: return nil
        case .event(.deadlinePassed): throw Unplayable(reason: "deadlines are not waited for")
        }
    }

    private mutating func expect(_ line: String) throws {
        guard var turn = turns.popLast() else { throw Unplayable(reason: "nothing comes before \(line)") }
        defer { turns.append(turn) }
        switch line.prefix(2) {
        case "C:", "C+", "C!": turn.octets += Array(line.dropFirst(3).utf8) + [13, 10]
        default:
            let words = line.split(separator: " ")
            switch words[0] {
            case "content":
                guard words.count == 3, let id = UInt64(words[1]), let transaction = transactions[id] else {
                    throw Unplayable(reason: line)
                }
                contents.append(id)
                turn.octets += Self.content(of: transaction, isDotted: words[2] == "dotted")
            case "handshake": turn.securesConnection = true
            case "salt": break
            default: turn.lines.append(line)
            }
        }
    }

    /// Lines that all begin with a dot, as many octets as the transaction says.
    static func content(of transaction: Transaction, isDotted: Bool = false) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = transaction.size
        while rest > 1 {
            let length = rest == 51 || rest < 50 ? rest : 50
            let line = [UInt8(ascii: ".")] + [UInt8](repeating: 0x61, count: max(0, length - 3)) + [13, 10]
            octets += (isDotted ? [UInt8(ascii: ".")] : []) + line.suffix(length)
            rest -= length
        }
        return octets + (isDotted ? Array(".\r\n".utf8) : [])
    }

    /// The messages of which something else happens before they are written.
    private static func withheld(in transcript: Transcript) -> Set<UInt64> {
        var open: Set<UInt64> = []
        var withheld: Set<UInt64> = []
        for step in transcript.steps {
            switch step.stimulus {
            case .event(.contentWritten(let id)): open.remove(id)
            case .octets, .event(.connectionLost): withheld.formUnion(open)
            case .event, .salted: break
            }
            for line in step.expected where line.hasPrefix("content ") {
                if let id = UInt64(line.split(separator: " ")[1]) { open.insert(id) }
            }
        }
        return withheld
    }
}
