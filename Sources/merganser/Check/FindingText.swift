import CampaignRun

/// Findings as a compiler would print them.
struct FindingText {
    let files: CheckedFiles

    /// Place, severity, what is wrong and the code; the line with a caret; of how many more rows the same is to be said.
    func lines(of finding: Finding) -> [String] {
        let excerpt = files.excerpt(of: finding)
        let code = finding.code
        var place = ""
        switch finding.place {
        case .file(let path, let line, let column):
            place = "\(path == "-" ? "standard input" : path.printable):\(line):\(column): "
        case .row(_, let line, let cell, _):
            let column = cell.flatMap { _ in excerpt?.column.map { ":\($0)" } } ?? ""
            place = "\(files.list.printable):\(cell == nil ? line : excerpt?.line ?? line)\(column): "
        case .campaign: break
        }
        var subject = finding.sentence
        if case .row(let row, _, _, _) = finding.place { subject = "row \(row): \(subject)" }
        var lines = ["\(place)\(code.severity.rawValue): \(subject) [\(code.rawValue)]"]
        lines += excerpt?.lines ?? []
        if finding.otherCount > 0 { lines.append("      = \(repeats(of: finding))") }
        if code.severity == .warning { lines.append("      = help: \(code.explanation.help)") }
        return lines
    }

    private func repeats(of finding: Finding) -> String {
        let isOfRows = if case .row = finding.place { true } else { false }
        let noun =
            isOfRows
            ? (finding.otherCount == 1 ? "row" : "rows")
            : finding.otherCount == 1 ? "place, line" : "places, lines"
        guard !finding.others.isEmpty else { return "and \(finding.otherCount.grouped) more \(noun)" }
        let numbers = finding.others.map(\.grouped).joined(separator: ", ")
        let more = finding.otherCount > finding.others.count ? " …" : ""
        return "and \(finding.otherCount.grouped) more \(noun)\(isOfRows ? ":" : "") \(numbers)\(more)"
    }
}

/// Findings as one JSON document, which is written while they are found.
///
/// `version` is that of the document; members may be added to it, but none changes its meaning.
struct FindingDocument {
    let files: CheckedFiles
    private var isFirst = true

    static let opening = #"{"version":1,"findings":["#

    init(files: CheckedFiles) { self.files = files }

    mutating func line(of finding: Finding) -> String {
        defer { isFirst = false }
        var object = JSONObject()
        object.add("code", finding.code.rawValue)
        object.add("severity", finding.code.severity.rawValue)
        switch finding.place {
        case .file(let path, let line, let column):
            object.add("file", path)
            object.add("line", line)
            object.add("column", column)
        case .row(let row, let line, let cell, _):
            let excerpt = cell == nil ? nil : files.excerpt(of: finding)
            object.add("file", files.list)
            object.add("line", excerpt?.line ?? line)
            object.add("column", excerpt?.column)
            object.add("row", row)
            if finding.otherCount > 0 {
                object.add("otherRows", finding.others)
                object.add("otherCount", finding.otherCount)
            }
        case .campaign: break
        }
        object.add("cell", finding.column)
        if case .row(let problem) = finding.subject {
            if case .composition(let fault) = problem { object.add("header", fault.header) }
            object.add("outcome", problem.kind == .invalid ? "invalid" : "skipped")
        }
        object.add("message", finding.sentence)
        return (isFirst ? "" : ",") + String(decoding: object.finish(), as: UTF8.self)
    }

    /// The end of the document, with the figures.
    func closing(_ result: ListCheck.Result, errors: Int, warnings: Int) -> String {
        var object = JSONObject()
        let summary = result.summary
        object.add("errors", errors)
        object.add("warnings", warnings)
        object.add("rows", summary.rows)
        if result.isSound {
            object.add("messages", summary.messages)
            object.add("pending", summary.pending)
            object.add("invalid", summary.invalid)
            object.add("duplicates", summary.duplicates)
            object.add("skippedByTemplate", summary.skippedByTemplate)
            object.add("notSelected", summary.notSelected)
            object.add("suppressed", summary.suppressed)
            object.add("blankLines", summary.blankLines)
            object.add("octets", summary.totalOctets)
            object.add("largestOctets", summary.largestMessage)
            object.add("largestRow", summary.messages > 0 ? summary.largestRow : nil)
        }
        return #"],"summary":"# + String(decoding: object.finish(), as: UTF8.self) + "}"
    }
}
