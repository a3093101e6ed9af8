import CampaignRun

extension CampaignChanges {
    /// What differs, in a few lines.
    var lines: [String] {
        guard !isEmpty else { return ["Nothing that the rest of the campaign is made from has changed."] }
        var lines = files.flatMap(\.lines)
        lines += attachments.map { "\($0.printable): another file is attached" }
        if let list { lines += list.lines }
        var messages = "\(different.grouped) of the \(left.grouped) messages that are left are others now"
        if unsendable > 0 { messages += "; \(unsendable.grouped) cannot be made any more" }
        lines.append(messages)
        lines += problems.map { "row \($0.row): \($0.problem.sentence)" }
        return lines
    }
}

extension FileChange {
    /// Characters shown of a line.
    private static let shown = 70

    fileprivate var lines: [String] {
        switch kind {
        case .added: ["\(path.printable): new"]
        case .removed: ["\(path.printable): not there any more"]
        case .lines(let line, let before, let after, let first, let now):
            ["\(path.printable):\(line): \(Self.phrase(before, after))"]
                + [(first, "-"), (now, "+")].compactMap { text, sign in
                    text.map { "  \(sign) \(Self.beginning(of: $0))" }
                }
        }
    }

    private static func phrase(_ before: Int, _ after: Int) -> String {
        if before == 0 { return "\(after.counted("line")) added" }
        if after == 0 { return "\(before.counted("line")) taken out" }
        return "\(before.counted("line")) became \(after.counted("line"))"
    }

    private static func beginning(of text: [UInt8]) -> String {
        let all = String(decoding: text, as: UTF8.self).printable.unicodeScalars
        let shown = String(String.UnicodeScalarView(all.prefix(Self.shown)))
        return all.count > Self.shown ? shown + "…" : shown
    }
}

extension ListChange {
    fileprivate var lines: [String] {
        var lines: [String] = []
        if changed > 0 {
            let parts = columns.filter { $0.rows > 0 }.map { "“\($0.name.printable)” in \($0.rows.grouped)" }
            lines.append(
                "\(path.printable): \(changed.counted("row")) that \(changed == 1 ? "is" : "are") left "
                    + "\(changed == 1 ? "has" : "have") other cells: \(parts.joined(separator: ", "))")
        }
        if let example {
            let (before, after) = (text(example.before), text(example.after))
            lines.append("  row \(example.row), “\(example.column.printable)”: “\(before)” is “\(after)” now")
        }
        if !gone.isEmpty {
            lines.append(
                "\(path.printable): \(gone.count.counted("row")) that \(gone.count == 1 ? "is" : "are") left "
                    + "\(gone.count == 1 ? "is" : "are") not in it any more, and will be skipped")
        }
        if !kept.isEmpty {
            lines.append(
                "\(path.printable): \(kept.count.counted("row")) that \(kept.count == 1 ? "was" : "were") tried before "
                    + "\(kept.count == 1 ? "is" : "are") not in it any more, and will not be sent")
        }
        if new > 0 {
            lines.append(
                "\(path.printable): \(new.counted("row")) \(new == 1 ? "is" : "are") not in the campaign, and not added to it; "
                    + "send them with a list of their own")
        }
        return lines
    }

    private func text(_ octets: [UInt8]) -> String {
        String(decoding: octets, as: UTF8.self).printable
    }
}

extension UnacceptableChange {
    var sentence: String {
        switch self {
        case .approved:
            """
            the messages of this campaign were approved as they are, and no others are sent in it; make a new campaign \
            for the changed ones
            """
        case .grouped:
            """
            the rows of this campaign are grouped (--group-by), and another list may group them in another way; make a \
            new campaign for the changed list
            """
        case .columns(let path, let now):
            """
            \(path.printable) has other columns than the campaign's list, or the same in another order: \
            \(now.map { "“\($0.printable)”" }.joined(separator: ", ")); make a new campaign for it
            """
        }
    }
}
