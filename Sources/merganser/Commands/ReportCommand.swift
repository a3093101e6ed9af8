import ArgumentParser
import CampaignRun
import Glibc
import Ledger

/// `merganser report`: every row as it was in the list with what became of it, or the whole campaign on a page.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write every row of a campaign with its outcome, or a page with charts.",
        discussion:
            """
            In CSV the columns of the list come first, as they were, then outcome, code, enhanced code, reply, attempts and time. \
            The page stands alone: it loads nothing, can be sent by mail and printed.
            """
    )

    @Argument(help: "The campaign file.")
    var file: String

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: ArgumentHelp("Write CSV to this file; - for standard output.", valueName: "file"))
    var csv: String?

    @Option(
        help: ArgumentHelp("Write a page with charts to this file; - for standard output.", valueName: "file")
    )
    var html: String?

    @Option(help: ArgumentHelp("Only rows with these outcomes, separated by commas.", valueName: "outcomes"))
    var only: OutcomesOption?

    func validate() throws {
        guard csv != nil || html != nil else {
            throw ValidationError("Say what to write: --csv FILE, --html FILE.")
        }
        guard csv == nil || csv != html else { throw ValidationError("--csv and --html name the same file.") }
        if csv == nil, only != nil {
            throw ValidationError("--only goes with --csv; the page shows all rows.")
        }
    }

    func run() async throws {
        try await reportingErrors {
            let campaign = try CampaignFile.openForReading(at: file)
            do {
                if let csv {
                    let rows = try CSVReport(campaign, only: only?.outcomes).write(to: csv)
                    if csv != "-" { Terminal.print(["\(csv.printable): \(rows.grouped) rows"]) }
                }
                if let html {
                    var report = try HTMLReport(of: campaign, at: CampaignFile.systemTime())
                    try report.write(to: html)
                    if html != "-" { Terminal.print(["\(html.printable): open it in a browser"]) }
                }
            } catch let fault as FileFault where fault.path == "-" && fault.code == EPIPE {
                // `… | head` has what it wanted.
            }
            return .complete
        }
    }
}
