import NIOCore
import SMTP

/// Watches a conversation: counts, measures and, when somebody wants to see it, writes it down.
struct ConversationObserver {
    private var transcript: ConversationTranscript?
    private var octets = 0
    private var roundTrip: TimeAmount?
    /// When the command of the opening was written that is not answered yet.
    private var asked: NIODeadline?

    init(transcribes: Bool) {
        transcript = transcribes ? ConversationTranscript() : nil
    }

    /// Before `session` takes them.
    mutating func received(_ octets: Span<UInt8>, by session: borrowing Session) {
        if let asked {
            let taken = NIODeadline.now() - asked
            roundTrip = min(roundTrip ?? taken, taken)
            self.asked = nil
        }
        transcript?.note(octets, hiding: session.secrets)
    }

    mutating func performing(_ action: Session.Action, of session: borrowing Session) {
        // One command at a time, so whatever arrives next answers it.
        if session.isOpening, case .send = action { asked = .now() }
        transcript?.note(action)
    }

    mutating func wrote(_ count: Int) { octets += count }

    mutating func note(event: String) { transcript?.note(event: event) }

    mutating func finish() {
        transcript?.finish()
        transcript?.note(event: "the connection is closed")
    }

    mutating func report(to supplier: any MessageSupplier) {
        guard let lines = transcript?.take(), !lines.isEmpty else { return }
        supplier.transcribed(lines)
    }

    func figures(of session: borrowing Session) -> ConversationFigures {
        var figures = ConversationFigures(session: session.figures)
        figures.octets = octets
        figures.roundTrip = roundTrip
        return figures
    }
}
