@testable import Sink

/// One connection's conversation without a socket.
final class Rehearsal {
    private var dialogue: Dialogue
    private var said: [UInt8] = []

    init(
        _ settings: SinkSettings = SinkSettings(), isEncrypted: Bool = false,
        greeting: String? = "EHLO tests.example"
    ) throws {
        dialogue = Dialogue(try Register(settings), number: 1)
        dialogue.greet()
        if isEncrypted { dialogue.tlsEstablished() }
        guard let greeting else { return }
        _ = say(greeting + "\r\n")
    }

    var ending: Dialogue.Ending? { dialogue.ending }
    var content: Content { dialogue.content }
    var envelope: Envelope { dialogue.envelope }

    /// Sends `text` in reads of `cut` octets and gives the replies, line by line.
    func say(_ text: String, cut: Int = .max) -> [String] {
        say(Array(text.utf8), cut: cut)
    }

    func say(_ octets: [UInt8], cut: Int = .max) -> [String] {
        var start = 0
        said.removeAll()
        while start < octets.count {
            let end = start + min(cut, octets.count - start)
            dialogue.receive(octets.span.extracting(start..<end))
            said += dialogue.replies
            dialogue.replies.removeAll()
            dialogue.repliesLeft()
            start = end
        }
        return String(decoding: said, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// The reply codes of what `text` is answered with.
    func codes(_ text: String, cut: Int = .max) -> [Int] {
        say(text, cut: cut).filter { $0.dropFirst(3).first != "-" }.compactMap { Int($0.prefix(3)) }
    }
}

extension SinkSettings {
    /// The standard settings with something changed.
    static func with(_ change: (inout SinkSettings) throws -> Void) rethrows -> SinkSettings {
        var settings = SinkSettings()
        try change(&settings)
        return settings
    }
}
