import ArgumentParser
import CampaignRun
import Ledger

/// `merganser status`: how many rows have which outcome, also while the campaign is running.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how many rows have which outcome.")

    @Argument(help: "The campaign file.")
    var file: String

    @OptionGroup var configuration: ConfigurationOption

    func run() async throws {
        try await reportingErrors {
            let figures = try CampaignFile.openForReading(at: file).figures()
            Terminal.print(figures.summaryLines(path: file))
            return .complete
        }
    }
}
