import ArgumentParser
import CampaignRun
import Glibc
import Ledger

/// `merganser report`: every row as it was in the list with what became of it, or the whole campaign on a page.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write every row of a campaign with its outcome, or a page with charts.",
        discussion: """
            In CSV the columns of the list come first, as they were, then outcome, code, enhanced code, reply, attempts, \
            time and bounce; JSON has the same by name. The page stands alone: it loads nothing, can be sent by mail and \
            printed. Several may be written at once.
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

    @Option(
        help: ArgumentHelp("Write one JSON document to this file; - for standard output.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "Write one JSON object a line to this file; - for standard output.", valueName: "file"))
    var jsonl: String?

    @Option(help: ArgumentHelp("Only rows with these outcomes, separated by commas.", valueName: "outcomes"))
    var only: OutcomesOption?

    private var outputs: [(format: ReportFormat, path: String)] {
        [(ReportFormat.csv, csv), (.html, html), (.json, json), (.jsonl, jsonl)].compactMap { format, path in
            path.map { (format, $0) }
        }
    }

    func validate() throws {
        let paths = outputs.map(\.path)
        guard !paths.isEmpty else {
            throw ValidationError("Say what to write: --csv, --html, --json or --jsonl, each with a FILE.")
        }
        guard Set(paths.map { Array($0.utf8) }).count == paths.count else {
            throw ValidationError("Two reports name the same file; name a file for each.")
        }
        if only != nil, !outputs.contains(where: \.format.choosesRows) {
            throw ValidationError("--only goes with --csv, --json and --jsonl; the page shows all rows.")
        }
    }

    func run() async throws {
        try await reportingErrors {
            let campaign = try CampaignFile.openForReading(at: file)
            // What is said of a file must not come between the lines of a report.
            let isQuiet = outputs.contains { $0.path == "-" }
            for (format, path) in outputs {
                do {
                    let summary = try format.write(campaign, only: only?.outcomes, to: path)
                    if !isQuiet { Terminal.print(["\(path.printable): \(summary)"]) }
                } catch let fault as FileFault where fault.path == "-" && fault.code == EPIPE {
                    // `… | head` has what it wanted.
                }
            }
            return .complete
        }
    }
}
