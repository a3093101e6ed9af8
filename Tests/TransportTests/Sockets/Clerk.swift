import NIOCore
import SMTP
import TranscriptCorpus
import Transport

/// Hands out the messages that a test offers, and writes down what it is told.
final class Clerk: MessageSupplier {
    private var offers: [OutgoingMessage] = []
    /// `ready`, a line for each verdict, `end …`; see ``Rendering``.
    private(set) var lines: [String] = []
    private(set) var end: ConversationEnd?
    var changed: () -> Void = {}

    func offer(_ transaction: Transaction, _ content: [UInt8]) {
        offers.append(
            OutgoingMessage(
                transaction: transaction, content: MessageContent(pieces: [ByteBuffer(bytes: content)])))
    }

    func nextMessage() -> OutgoingMessage? { offers.isEmpty ? nil : offers.removeFirst() }
    func conversationSecured(by tls: TLSDescription) {}
    func conversationReady(_ capabilities: Capabilities) { note("ready") }
    func finished(_ id: UInt64, _ verdict: Verdict) { note(Rendering.line(id, verdict)) }
    func turnEnded() {}

    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) {
        self.end = end
        switch end {
        case .session(let end): note(Rendering.line(end))
        case .tls, .network, .noToken: note("end \(end)")
        }
    }

    private func note(_ line: String) {
        lines.append(line)
        changed()
    }
}
