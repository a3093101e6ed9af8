import CSV
import CampaignRun
import Composition

/// A line of a file and the place in it that is meant, as compilers show it.
struct Excerpt {
    let line: Int
    /// From 1, in scalars; nil where the whole line is meant.
    let column: Int?
    private let text: [Unicode.Scalar]
    private let length: Int

    /// What a terminal shows without breaking the line.
    private static let width = 100

    private init(line: Int, column: Int?, text: some Sequence<UInt8>, length: Int = 1) {
        self.line = line
        self.column = column
        // One column for one scalar, whatever it is.
        self.text = String(decoding: Array(text), as: UTF8.self).unicodeScalars.map { scalar in
            let shown = String(scalar).printable
            return shown.unicodeScalars.count == 1 ? scalar : scalar == "\t" ? " " : "\u{FFFD}"
        }
        self.length = length
    }

    /// Line `line` of a text; nil where it has none.
    init?(of octets: [UInt8], line: Int, column: Int) {
        let lines = octets.split(separator: 0x0A, maxSplits: line, omittingEmptySubsequences: false)
        guard line >= 1, lines.count >= line else { return nil }
        let text = lines[line - 1]
        self.init(
            line: line, column: column, text: text.last == 0x0D ? text.dropLast() : text)
    }

    /// The line of a record in which the cell `cell` begins, or its first.
    ///
    /// - Parameter line: where the record begins.
    init(ofRecord original: [UInt8], line: Int, cell: Int?, dialect: Dialect) {
        let start = cell.map { FieldLocator.start(ofField: $0, in: original, dialect) } ?? 0
        let place = FieldLocator.place(of: start, in: original)
        let lineStart = original[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let text = original[lineStart...].prefix { $0 != 0x0A && $0 != 0x0D }
        let end = cell.map { FieldLocator.start(ofField: $0 + 1, in: original, dialect) } ?? start
        let isLast = end == original.count && original.last != dialect.delimiter
        let raw = original[start..<max(start, min(isLast ? end : end - 1, text.endIndex))]
        self.init(
            line: line + place.linesBefore, column: cell == nil ? nil : place.column, text: text,
            length: max(1, raw.count { $0 & 0xC0 != 0x80 }))
    }

    /// A line of a message as it was merged, which stands in no file.
    init(merged text: String, line: Int, column: Int) {
        self.init(line: line, column: column, text: text.utf8)
    }

    /// The line with its number, and a caret below.
    var lines: [String] {
        let number = String(line)
        let margin = String(repeating: " ", count: max(0, 5 - number.utf8.count))
        let (shown, start) = window
        var lines = ["\(margin)\(number) | \(shown)"]
        if let column, column >= start {
            let caret =
                "^" + String(repeating: "~", count: max(0, min(length, Self.width - (column - start)) - 1))
            lines.append("      | " + String(repeating: " ", count: column - start) + caret)
        }
        return lines
    }

    /// As much of the line as fits, and the column that the first shown scalar counts as.
    private var window: (String, start: Int) {
        let first = max(0, min((column ?? 1) - 1 - Self.width / 2, text.count - Self.width))
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: text[first...].prefix(Self.width))
        let isCut = text.count > first + Self.width
        return ((first > 0 ? "…" : "") + String(shown) + (isCut ? "…" : ""), first + 1 - (first > 0 ? 1 : 0))
    }
}

/// The files in which findings stand.
struct CheckedFiles {
    let list: String
    let dialect: Dialect
    /// What was given as `--where`.
    let condition: String?
    private let sources: [String: [UInt8]]

    init(_ template: LoadedTemplate, list: String, dialect: Dialect, condition: String?) {
        self.list = list
        self.dialect = dialect
        self.condition = condition
        let files = template.source.files + template.source.partials.readable
        sources = Dictionary(files.map { ($0.path, $0.octets) }) { first, _ in first }
    }

    /// Nil where there is nothing to show.
    func excerpt(of finding: Finding) -> Excerpt? {
        switch finding.place {
        case .file(let path, let line, let column):
            let octets = path == "--where" ? condition.map { Array($0.utf8) } : sources[path]
            return octets.flatMap { Excerpt(of: $0, line: line, column: column) }
        case .row(_, let line, let cell, let original):
            if case .message(.blankGreeting(let text, let column)) = finding.subject {
                return Excerpt(merged: text, line: line, column: column)
            }
            return Excerpt(ofRecord: original, line: line, cell: cell, dialect: dialect)
        case .campaign: return nil
        }
    }
}
