import CampaignRun
import Ledger

/// What can be made of a campaign's rows.
///
/// Another format is a case here and an option of ``ReportCommand``.
enum ReportFormat {
    case csv
    case html
    case json
    case jsonl

    /// Whether `--only` says which rows it has.
    var choosesRows: Bool { self != .html }

    /// Writes the report to `path`; `-` is standard output.
    ///
    /// - Parameter outcomes: only rows with one of these; nil for all.
    /// - Returns: what to say of it.
    func write(_ campaign: CampaignFile, only outcomes: Set<Outcome>?, to path: String) throws -> String {
        switch self {
        case .csv: return try CSVReport(campaign, only: outcomes).write(to: path).counted("row")
        case .json:
            return try JSONReport(campaign, as: .document, only: outcomes).write(to: path).counted("row")
        case .jsonl:
            return try JSONReport(campaign, as: .lines, only: outcomes).write(to: path).counted("row")
        case .html:
            var report = try HTMLReport(of: campaign, at: CampaignFile.systemTime())
            try report.write(to: path)
            return "open it in a browser"
        }
    }
}
