import CampaignRun
import SMTP

/// The sentences that are kept with rows in the campaign file.
struct RowWording: Wording {
    func sentence(for problem: RowProblem) -> String { problem.sentence }

    func sentence(for fault: PathFault) -> String {
        "the address cannot stand in an envelope: \(fault.sentence)"
    }

    func sentence(for refusal: LocalRefusal) -> String { refusal.sentence }

    func sentence(for doubt: InDoubtReason) -> String { doubt.sentence }

    func sentence(for reason: NotSentReason) -> String {
        "given up for this run after three attempts: \(reason.sentence)"
    }

    func sentence(for failures: [RecipientFailure]) -> String {
        let refused = failures.map { "recipient \($0.recipient + 1): \($0.reply)" }.joined(separator: "; ")
        return "the message reached its other recipients, but not \(refused.printable)"
    }
}
