import ArgumentParser
import CampaignRun
import Composition

/// `merganser unsubscribe-token`: what those who take requests to unsubscribe need.
struct UnsubscribeTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unsubscribe-token",
        abstract: "Read the tokens of --unsubscribe.",
        subcommands: [Verify.self])

    /// `merganser unsubscribe-token verify`: who unsubscribes, if the token is to be believed.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whose token this is, if it was signed with the key.",
            discussion: """
                Prints the address, a tab, and the campaign's identifier, and leaves with 0; a token that is not to \
                be believed gives 1 and prints nothing.
                """)

        @Option(help: ArgumentHelp("The file with the key.", valueName: "file"))
        var keyFile: String

        @Argument(help: "The token, as it stood in the URL.")
        var token: String

        func run() async throws {
            try await reportingErrors {
                let file = try UnsubscribeKeyFile(path: keyFile)
                let token = try UnsubscribeToken(verifying: Array(token.utf8), with: file.key)
                let address = String(decoding: token.address.octets, as: UTF8.self)
                Terminal.print(["\(address)\t\(token.campaignID.hexadecimal)"])
                return .complete
            }
        }
    }
}
