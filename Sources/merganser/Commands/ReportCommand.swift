import ArgumentParser
import CampaignRun
import Glibc
import Ledger

/// `merganser report --csv`: every row as it was in the list, with what became of it.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write every row of a campaign with its outcome.",
        discussion:
            "The columns of the list come first, as they were, then outcome, code, enhanced code, reply, attempts and time."
    )

    @Argument(help: "The campaign file.")
    var file: String

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: ArgumentHelp("Write CSV to this file; - for standard output.", valueName: "file"))
    var csv: String

    @Option(help: ArgumentHelp("Only rows with these outcomes, separated by commas.", valueName: "outcomes"))
    var only: OutcomesOption?

    func run() async throws {
        try await reportingErrors {
            let campaign = try CampaignFile.openForReading(at: file)
            do {
                let rows = try CSVReport(campaign, only: only?.outcomes).write(to: csv)
                if csv != "-" { Terminal.print(["\(csv.printable): \(rows.grouped) rows"]) }
            } catch let fault as FileFault where fault.path == "-" && fault.code == EPIPE {
                // `… | head` has what it wanted.
            }
            return .complete
        }
    }
}
