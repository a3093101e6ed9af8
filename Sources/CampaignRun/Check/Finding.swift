import CSV
import Composition

/// One thing that a check found, and where.
package struct Finding: Sendable {
    package enum Place: Sendable {
        /// In a file of the template, in the list as such, or in `--where`; lines and columns from 1.
        case file(String, line: Int, column: Int)
        /// In a row of the list, which begins on `line`; `cell` is the number of the column that is to blame, from 0.
        case row(Int, line: Int, cell: Int?, original: [UInt8])
        /// In the campaign as a whole.
        case campaign
    }

    package enum Subject: Sendable {
        case fault(TemplateFault.Problem)
        case list(ListFault)
        case row(RowProblem)
        case notice(TemplateNotice.Problem)
        case message(MessageNotice)
        /// A cell of the column with this name.
        case cell(CellNotice, column: String)
        /// The message has more octets than the relay takes.
        case overRelaySize(octets: Int, limit: Int)
        case sharedFile(String, firstRow: Int)
        case unusedFiles([String], count: Int)
        case noUnsubscribe(messages: Int)
        case noOneClick(messages: Int)
    }

    package let place: Place
    package let subject: Subject
    /// Other rows of which the same is to be said, the first of them, where the finding is about several.
    package var others: [Int] = []
    package var otherCount = 0

    package var code: FindingCode {
        switch subject {
        case .fault(let problem): problem.code
        case .list: .list
        case .row(let problem): problem.code
        case .notice(let problem): problem.code
        case .message(let notice): notice.code
        case .cell(let notice, _): notice.code
        case .overRelaySize: .overRelaySize
        case .sharedFile: .sharedFile
        case .unusedFiles: .unusedFile
        case .noUnsubscribe: .noUnsubscribe
        case .noOneClick: .noOneClick
        }
    }

    /// How many rows or places it stands for.
    package var count: Int { 1 + otherCount }

    /// The name of the column whose cell is to blame, where one is.
    package var column: String? {
        switch subject {
        case .cell(_, let column): column
        case .row(let problem): problem.column
        default: nil
        }
    }

    /// The row, or the line in its file.
    fileprivate var number: Int? {
        switch place {
        case .row(let row, _, _, _): row
        case .file(_, let line, _): line
        case .campaign: nil
        }
    }

    /// What has to be equal for two findings to be told as one.
    fileprivate var group: String? {
        switch (place, subject) {
        case (_, .fault), (_, .list), (.campaign, _): return nil
        case (.file(let path, _, _), _): return "\(code.rawValue) \(path)"
        case (.row, .row(.composition(let fault))):
            let problem = "\(fault.problem)".utf8.prefix {
                $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: "\"")
            }
            let kind = code == .row ? String(decoding: Array(problem), as: UTF8.self) : ""
            return "\(code.rawValue) \(fault.column ?? "") \(fault.header ?? "") \(kind)"
        case (.row, _): return "\(code.rawValue) \(column ?? "")"
        }
    }
}

/// What may not be meant in a cell.
package enum CellNotice: Equatable, Sendable {
    /// `1.23E+15`: digits that a spreadsheet did not keep.
    case exponent(String)
    /// `#REF!` and the like, or `####`.
    case errorValue(String)
    /// A number where other cells of the column have dates, and the date that it may be: `2026-04-04`.
    case serialDate(String, date: String)
    /// Fewer digits than the cells that begin with a zero have.
    case lostZeros(String, digits: Int)
    case mojibake(String, meant: String?)
    /// `{{` or `{%`, which cells are not read as.
    case braces(String)
    /// A domain that is a misspelling of a known one.
    case misspeltDomain(String, meant: String)

    var code: FindingCode {
        switch self {
        case .exponent: .spreadsheetNumber
        case .errorValue: .spreadsheetError
        case .serialDate: .spreadsheetDate
        case .lostZeros: .lostZeros
        case .mojibake: .mojibake
        case .braces: .braces
        case .misspeltDomain: .misspeltDomain
        }
    }
}

/// Findings of one kind as one, so that what is kept does not grow with the list.
package struct FindingGroups {
    /// In the order in which the first of each was found.
    package private(set) var findings: [Finding] = []
    private var places: [String: Int] = [:]
    /// The row that was added last to each, by the place of its finding.
    private var lastRows: [Int: Int] = [:]

    /// Rows that are named beside the first.
    private static let named = 10
    /// Groups; more are not kept apart from the last.
    private static let limit = 1000

    package init() {}

    package mutating func add(_ finding: Finding) {
        guard let group = finding.group else { return append(finding) }
        guard let index = places[group] else {
            if findings.count < Self.limit {
                places[group] = findings.count
                lastRows[findings.count] = finding.number
            }
            return append(finding)
        }
        if case .row(let row, _, _, _) = finding.place {
            // Two links of one row, say.
            guard row != lastRows[index] else { return }
            lastRows[index] = row
        }
        findings[index].otherCount += finding.count
        let numbers = [finding.number].compactMap(\.self) + finding.others
        findings[index].others += numbers.prefix(max(0, Self.named - findings[index].others.count))
    }

    private mutating func append(_ finding: Finding) {
        guard findings.count < Self.limit else {
            findings[findings.count - 1].otherCount += finding.count
            return
        }
        findings.append(finding)
    }
}
