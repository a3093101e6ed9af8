import CampaignRun
import SMTP

extension RunNews {
    var sentence: String {
        switch self {
        case .message(let row, let line, let address, let outcome, let words):
            "row \(row) (line \(line)) \(Printable.escape(address)): \(outcome.title): \(words.printable)"
        case .connected(let slot): "connection \(slot + 1) takes messages"
        case .lost(let slot, let failure): "connection \(slot + 1) ended: \(failure.sentence.printable)"
        case .omitted(let count): "… and \(count.grouped) more"
        }
    }
}
