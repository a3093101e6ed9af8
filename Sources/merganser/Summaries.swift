import CampaignRun
import Ledger

extension Figures {
    /// The outcome table and what to do next.
    func summaryLines(path: String) -> [String] {
        let shown = Outcome.allCases.filter { self[$0] > 0 }
        let width = shown.map { self[$0].grouped.utf8.count }.max() ?? 1
        var lines = shown.map { outcome in
            let count = self[outcome].grouped
            let label = outcome.title + String(repeating: " ", count: max(1, 10 - outcome.title.utf8.count))
            return label + String(repeating: " ", count: width - count.utf8.count) + count
        }
        if partial > 0 {
            lines.append(
                "partial   \(partial.grouped) of the accepted, whose messages not every recipient gets")
        }
        if hardBounces + softBounces > 0 {
            lines.append(
                "came back  \((hardBounces + softBounces).grouped) of them: \(hardBounces.grouped) hard, "
                    + "\(softBounces.grouped) soft")
        }
        lines.append(
            "of " + rows.grouped + (rows == 1 ? " row" : " rows") + ", recorded in \(path.printable)")
        return lines + advice(path: path.shellWord)
    }

    private func advice(path: String) -> [String] {
        var lines: [String] = []
        if self[.pending] + self[.deferred] > 0 {
            lines.append("Next: merganser resume \(path)   sends what is pending or deferred.")
        }
        if let nextRetryAt, self[.deferred] > 0 {
            lines.append(
                "Deferred rows wait for their next try, the first until \(Timestamp.text(nextRetryAt)); "
                    + "resume --retry deferred does not wait.")
        }
        if self[.inDoubt] > 0 {
            lines.append(
                "In doubt: the connection was lost before the relay's last word, so these may have arrived. "
                    + "merganser resume \(path) --retry in-doubt   sends them again with the same Message-ID."
            )
        }
        if partial > 0 {
            lines.append(
                "Which Cc, Bcc or further To was refused: merganser report \(path) --csv - --only accepted")
        }
        if self[.refused] + self[.invalid] > 0 {
            lines.append("Why rows failed: merganser report \(path) --csv - --only refused,invalid")
        }
        return lines
    }

    var exitStatus: ExitStatus {
        if self[.pending] + self[.deferred] + self[.inDoubt] > 0 { return .unfinished }
        return self[.refused] + self[.invalid] > 0 ? .someFailed : .complete
    }
}

extension Outcome {
    var title: String {
        switch self {
        case .pending: "pending"
        case .accepted: "accepted"
        case .refused: "refused"
        case .deferred: "deferred"
        case .inDoubt: "in doubt"
        case .invalid: "invalid"
        case .skipped: "skipped"
        }
    }
}

extension ImportSummary {
    /// What the list holds, and the rows that will not be sent.
    func lines(list: String) -> [String] {
        [countLine(list: list)] + problemLines(list: list)
    }

    /// How many rows of which kind.
    func countLine(list: String) -> String {
        var parts = ["\(pending.grouped) to send"]
        if messages != pending { parts[0] += " in \(messages.counted("message"))" }
        if duplicates > 0 { parts.append("\(duplicates.grouped) skipped (duplicate address)") }
        if skippedByTemplate > 0 { parts.append("\(skippedByTemplate.grouped) skipped by the template") }
        if notSelected > 0 { parts.append("\(notSelected.grouped) not selected by --where") }
        if suppressed > 0 { parts.append("\(suppressed.grouped) suppressed") }
        if invalid > 0 { parts.append("\(invalid.grouped) invalid") }
        if blankLines > 0 { parts.append("\(blankLines.counted("blank line")) passed over") }
        return "\(list.printable): \(rows.counted("row")): \(parts.joined(separator: ", "))"
    }

    fileprivate func problemLines(list: String) -> [String] {
        var lines = firstProblems.map { $0.text(list: list) }
        let shown = firstProblems.count
        if problems > shown { lines.append("… and \((problems - shown).grouped) more rows") }
        return lines
    }

    /// How large the messages are.
    var sizeLine: String {
        "\(messages.counted("message")), \(amount(ofOctets: totalOctets)) in all"
            + (messages > 0
                ? ", the largest \(amount(ofOctets: largestMessage)) (row \(largestRow.grouped))" : "")
    }
}

extension RowReport {
    /// The row's place in the list, and what is wrong.
    func text(list: String) -> String {
        "\(list.printable):\(line): row \(row): \(problem.sentence)"
    }
}

extension DryRun.Result {
    func lines(folder: String, list: String) -> [String] {
        var lines = summary.lines(list: list)
        let written =
            self.written == summary.messages
            ? summary.messages.grouped : "\(self.written.grouped) of \(summary.messages.grouped)"
        lines.append(
            "\(written) messages, \(amount(ofOctets: summary.totalOctets)) in all, written to \(folder.printable); nothing was sent"
        )
        lines.append("digest \(approval.text)")
        return lines
    }
}

func amount(ofOctets count: Int) -> String {
    switch count {
    case ..<10_000: "\(count.grouped) octets"
    case ..<10_000_000: "\((count / 1000).grouped) kB"
    default: "\((count / 1_000_000).grouped) MB"
    }
}

extension ReopenedCampaign {
    /// What a person should know before a campaign goes on.
    ///
    /// - Parameter isListNamed: a list is about to be compared or taken over, and what differs said then.
    func notices(isListNamed: Bool) -> [String] {
        var lines: [String] = []
        if newlyInDoubt > 0 {
            lines.append(
                "The last run ended without a word: \(newlyInDoubt.counted("message")) under way then \(newlyInDoubt == 1 ? "is" : "are") in doubt."
            )
        }
        if !isListNamed, hasListChanged {
            lines.append(
                "\(listPath.printable) has changed since; the records stored in the campaign file are sent.")
        }
        return lines
    }
}

extension String {
    /// `550 5.1.1`: what there is of both.
    init(replyCode code: Int?, enhanced: String?) {
        self = [code.map(String.init), enhanced].compactMap(\.self).joined(separator: " ")
    }
}
