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

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let campaign = try CampaignFile.openForReading(at: file)
            if json {
                var status = try CampaignStatus(of: campaign).json
                Terminal.print([String(decoding: status.finish(), as: UTF8.self)])
            } else {
                Terminal.print(try campaign.figures().summaryLines(path: file))
                let unreported = campaign.description.withoutReports
                if unreported > 0 {
                    Terminal.print([
                        "\(unreported.grouped) accepted messages went without --dsn, which their relay did not offer: no reports will come."
                    ])
                }
            }
            return .complete
        }
    }
}
