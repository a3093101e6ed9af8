import CampaignRun
import SMTP

extension ProgressState {
    /// Where the run stands, for somebody who asks it (SIGUSR1).
    ///
    /// - Parameter path: the campaign file.
    func report(pace: PaceSettings, path: String) -> [String] {
        var lines = ["\(path.printable): \(done.grouped) of \(total.grouped) messages\(outcomes)", work]
        if !pace.stored.isEmpty {
            let rules = pace.stored.sorted { $0.key < $1.key }.map { name, value in
                "\(name) \(value.split(separator: "\n").joined(separator: ", "))"
            }
            lines.append("pace: \(rules.joined(separator: "; ").printable)")
        }
        if let trouble {
            lines.append("trouble: \(Printable.escape(trouble.utf8))")
        } else if let pause {
            lines.append(pause.phrase(now: now) ?? "waiting for a moment (\(pause.reason.word))")
        }
        return lines
    }

    private var outcomes: String {
        let parts = tallies.filter { $0.count > 0 }.map { "\($0.count.grouped) \($0.kind.rawValue)" }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }

    private var work: String {
        var parts = [connections.counted("connection")]
        if let window { parts[0] += " with up to \(window.grouped) messages unanswered" }
        if let speed { parts.append(ProgressLine.text(ofSpeed: speed)) }
        if let averageSpeed { parts.append("average \(ProgressLine.text(ofSpeed: averageSpeed))") }
        if let timeLeft, done < total { parts.append("\(ProgressLine.text(ofDuration: timeLeft)) left") }
        return parts.joined(separator: ", ")
    }
}
