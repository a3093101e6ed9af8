import Composition

/// The words of a preview: what the page shows, and why each row is on it.
struct PreviewText {
    private let template: TemplateSource
    private let list: String
    /// What repeats the draw of rows; nil when none were drawn.
    private let seed: UInt64?
    private let name: String

    init(_ template: LoadedTemplate, list: String, seed: UInt64?) {
        self.template = template.source
        name = template.source.message.path
        self.list = list == "-" ? "standard input" : list
        self.seed = seed
    }

    var heading: String { "Preview of \(name) with \(list)" }

    /// HTML.
    func introduction(_ rows: TellingRows) -> String {
        let summary = rows.summary
        let messages = summary.messages == 1 ? "1 message" : "\(summary.messages) messages"
        var lines = ["\(rows.rows.count) of \(messages) that \(summary.rows) rows make. Nothing was sent."]
        let taken = rows.branches - rows.untaken.count - rows.leftOut
        switch rows.branches {
        case 0: lines[0] += " The template makes the same of every row: it has no branches."
        default: lines[0] += " They take \(taken) of the \(rows.branches) branches of the template."
        }
        if rows.leftOut > 0 {
            lines.append("\(rows.leftOut) more branches are taken by rows that are not shown; raise --limit.")
        }
        if let seed { lines.append("The rows by lot are those of --seed \(seed).") }
        var html = lines.map { "<p>\(PageText.escape($0))</p>\n" }.joined()
        guard !rows.untaken.isEmpty else { return html }
        let count = rows.untaken.count
        html +=
            "<details open><summary>Branches that no message takes: \(count)</summary>\n<ul class=\"tags\">"
        for untaken in rows.untaken {
            html +=
                tag(untaken.branch, remark: untaken.row.map { ", only by row \($0), which is not sent" }).item
        }
        return html + "</ul></details>\n"
    }

    /// Why a row is shown.
    func note(_ reason: TellingRow.Reason) -> Gallery.Note {
        guard case .branches(let branches) = reason else { return Gallery.Note(text: words(for: reason)) }
        return Gallery.Note(text: words(for: reason), tags: branches.map { tag($0) })
    }

    private func words(for reason: TellingRow.Reason) -> String {
        switch reason {
        case .branches(let branches):
            branches.count == 1
                ? "takes a branch that no row above takes:"
                : "takes \(branches.count) branches that no row above takes:"
        case .longest(let octets): "the longest row: \(PageText.amount(ofOctets: octets)) in the cells used"
        case .emptiest(let filled, let all):
            "the emptiest row: \(filled) of \(all) cells used have something in them"
        case .leastASCII(let percent): "the least ASCII row: \(percent) % of the octets in the cells used"
        case .chance: "drawn by lot"
        }
    }

    private func tag(_ branch: TemplateBranch, remark: String? = nil) -> Gallery.Tag {
        Gallery.Tag(
            words: branch.kind == .nothing ? "nothing of " : "", code: code(of: branch) ?? "",
            place: "\(branch.file):\(branch.line)\(remark ?? "")")
    }

    /// Octets of a tag that are shown.
    private static let longestTag = 80

    /// The tag as the author wrote it, as far as it stands in one line.
    private func code(of branch: TemplateBranch) -> String? {
        let files = template.files + template.partials.readable
        guard let file = files.first(where: { $0.path.utf8.elementsEqual(branch.file.utf8) }) else {
            return nil
        }
        let lines = file.octets.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.indices.contains(branch.line - 1) else { return nil }
        let line = String(decoding: lines[branch.line - 1], as: UTF8.self).unicodeScalars
        let rest = String(String.UnicodeScalarView(line.dropFirst(branch.column - 1))).utf8
        var tag: [UInt8] = []
        for octet in rest.prefix(Self.longestTag) {
            tag.append(octet)
            if tag.suffix(2).elementsEqual("%}".utf8) { break }
        }
        let shown = String(decoding: tag, as: UTF8.self).trimmingSuffix { $0 == "\r" || $0 == " " }
        return shown.isEmpty ? nil : shown
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Unicode.Scalar) -> Bool) -> String {
        var scalars = unicodeScalars
        while let last = scalars.last, isTrimmed(last) { scalars.removeLast() }
        return String(scalars)
    }
}
