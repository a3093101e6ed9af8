import ArgumentParser
import CampaignRun
import Glibc

/// `merganser suppress`: work on suppression lists.
struct SuppressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppress",
        abstract: "Make suppression lists for --suppress.",
        subcommands: [Hash.self])

    /// `merganser suppress hash`: a list that does not show whom it is about.
    struct Hash: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn addresses and domains into salted hashes.",
            discussion: """
                Prints a line for each entry, for a list that may lie about: whoever has it can find out whether an \
                address is in it, but cannot read the addresses. Entries that are hashes already stay what they are.
                """)

        @Argument(help: "Suppression lists; - for standard input.")
        var lists: [String]

        @Option(
            help: ArgumentHelp(
                "The salt of an earlier list, what stands between the colons there; else a new one.",
                valueName: "digits"))
        var salt: SuppressionSalt?

        func run() async throws {
            try await reportingErrors {
                let hashing = try SuppressionHashing(salt: salt)
                do {
                    let output = try OutputFile(path: "-", mode: .append)
                    for path in lists { try hashing.run(path) { try output.write($0 + "\n") } }
                    try output.close()
                } catch let fault as FileFault where fault.path == "-" && fault.code == EPIPE {
                    // `… | head` has what it wanted.
                }
                return .complete
            }
        }
    }
}

extension SuppressionSalt: ExpressibleByArgument {
    package init?(argument: String) { self.init(parsing: argument) }
}
