import SMTP
import TestSupport
import Testing
import TranscriptCorpus

/// Plays a transcript to a session and compares what comes of it.
struct TranscriptPlayer {
    /// How the server's octets arrive.
    enum Delivery {
        case whole
        case byLine
        case byOctet
        case random(seed: UInt64)
    }

    let transcript: Transcript

    init(_ text: String) throws {
        transcript = try Transcript(text)
    }

    /// Plays in every way its octets can arrive.
    func play(seed: UInt64 = .random(in: 0 ... .max), _ location: SourceLocation = #_sourceLocation) {
        var deliveries = [Delivery.whole]
        if !transcript.isUnsplit {
            deliveries += [.byLine, .byOctet] + (0..<8).map { Delivery.random(seed: seed &+ $0) }
        }
        for delivery in deliveries {
            guard play(delivery, location) else { return }
        }
    }

    private func play(_ delivery: Delivery, _ location: SourceLocation) -> Bool {
        var session = Session(transcript.configuration)
        var salting: PasswordSalting?
        for (index, step) in transcript.steps.enumerated() {
            var actions: [Session.Action] = []
            switch step.stimulus {
            case .event(let event): session.handle(event, appendingTo: &actions)
            case .octets(let octets):
                for piece in Self.pieces(of: octets, delivery) {
                    session.receive(piece, appendingTo: &actions)
                }
            case .salted: session.handle(.passwordSalted(salting?.perform()), appendingTo: &actions)
            }
            for case .saltPassword(let work) in actions { salting = work }
            let lines = actions.flatMap(Rendering.lines)
            #expect(lines == step.expected, "step \(index), octets \(delivery)", sourceLocation: location)
            guard lines == step.expected else { return false }
        }
        return true
    }

    static func pieces(of octets: [UInt8], _ delivery: Delivery) -> [[UInt8]] {
        switch delivery {
        case .whole: return [octets]
        case .byOctet: return octets.map { [$0] }
        case .byLine:
            var pieces: [[UInt8]] = [[]]
            for octet in octets {
                pieces[pieces.count - 1].append(octet)
                if octet == 10 { pieces.append([]) }
            }
            return pieces.filter { !$0.isEmpty }
        case .random(let seed):
            var generator = SplitMix64(seed: seed)
            var pieces: [[UInt8]] = []
            var rest = octets[...]
            while !rest.isEmpty {
                let length = Int.random(in: 1...min(40, rest.count), using: &generator)
                pieces.append(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            return pieces
        }
    }
}

/// Plays a conversation written down in a test.
func converse(_ text: String, _ location: SourceLocation = #_sourceLocation) throws {
    try TranscriptPlayer(text).play(location)
}
