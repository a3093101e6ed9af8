import ArgumentParser
import CampaignRun
import NIOPosix
import SMTP
import Transport

/// `merganser probe`: asks a relay what it can do, and sends nothing.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Show what a relay offers and how messages would go to it; nothing is sent.",
        discussion: """
            One connection says EHLO, begins TLS, authenticates if a user name is given, and asks what the relay does \
            with a refused chunk (six harmless octets that spell NOOP). What it finds out is remembered for the next \
            run.
            """)

    @Argument(
        help:
            "The relay, as a URL: smtp://host[:port], smtps://, submission://, lmtp://, smtp+unix:/path or lmtp+unix:/path."
    )
    var url: String

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var relayOptions: RelayOptions

    @Flag(help: "Print the conversation, secrets masked.")
    var transcript = false

    @Flag(help: "Print one JSON object instead.")
    var json = false

    @Flag(help: "Forget what is remembered of the relay; no connection is made.")
    var forget = false

    func validate() throws {
        if json, transcript { throw ValidationError("Give --json or --transcript, not both.") }
    }

    func run() async throws {
        try await reportingErrors { try await probe() }
    }

    private func probe() async throws -> ExitStatus {
        if forget {
            let address = try RelayEntry(parsing: url).address
            let was = try RelayMemory.forget(address)
            Terminal.print([
                was
                    ? "What was known of \(address.url) is forgotten."
                    : "Nothing was known of \(address.url)."
            ])
            return .complete
        }
        // Somebody waits for the answer; a campaign can wait the minutes that a busy server may take.
        _ = try Descriptors.reserve(for: 1)
        let connector = try relayOptions.connector(
            to: RelayEntry(parsing: url), patience: .uniform(30))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let now = CampaignRun.Runner.now() / 1000
        let findings = try await RelayProbe.run(
            connector, knowledge: RelayMemory.knowledge(of: connector.address), on: group, at: now)
        try await group.shutdownGracefully()
        RelayMemory.keep(findings.knowledge, of: connector.address)
        let problem = findings.failure?.sentence(relay: connector.address)
        if json {
            Terminal.print([
                String(
                    decoding: findings.json(url: url, proxy: connector.proxyAddress, problem: problem),
                    as: UTF8.self)
            ])
        } else {
            if transcript { Terminal.print(findings.transcript.map(\.description) + [""]) }
            Terminal.print(
                findings.lines(
                    relay: connector.address, proxy: connector.proxyAddress, at: now))
        }
        if let problem { Terminal.complain(["error: \(problem)"]) }
        return findings.failure?.exitStatus ?? .complete
    }
}
