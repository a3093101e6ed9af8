import NIOCore
import SMTP

/// Watches a conversation: counts, measures and, when somebody wants to see it, writes it down.
struct ConversationObserver {
    private var transcript: ConversationTranscript?
    private var roundTrip: TimeAmount?
    /// When the command of the opening was written that is not answered yet.
    private var asked: NIODeadline?

    init(transcribes: Bool) {
        transcript = transcribes ? ConversationTranscript() : nil
    }

    /// Whether ``note(_:hiding:)`` and ``note(_:)`` do anything.
    var transcribes: Bool { transcript != nil }

    /// Octets came; before the session takes them.
    mutating func received() {
        if let asked {
            let taken = NIODeadline.now() - asked
            roundTrip = min(roundTrip ?? taken, taken)
            self.asked = nil
        }
    }

    mutating func note(_ octets: Span<UInt8>, hiding secrets: SecretFilter) {
        transcript?.note(octets, hiding: secrets)
    }

    /// A command of the opening is written: one at a time, so whatever arrives next answers it.
    mutating func asks() { asked = .now() }

    mutating func note(_ action: Session.Action) { transcript?.note(action) }

    mutating func note(event: String) { transcript?.note(event: event) }

    mutating func finish() {
        transcript?.finish()
        transcript?.note(event: "the connection is closed")
    }

    mutating func report(to supplier: any MessageSupplier) {
        guard let lines = transcript?.take(), !lines.isEmpty else { return }
        supplier.transcribed(lines)
    }

    /// - Parameter octets: how many were written.
    func figures(of session: borrowing Session, octets: Int) -> ConversationFigures {
        var figures = ConversationFigures(session: session.figures)
        figures.octets = octets
        figures.roundTrip = roundTrip
        return figures
    }
}
