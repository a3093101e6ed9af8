import ArgumentParser
import Glibc

@main
struct Merganser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merganser",
        abstract: "Sends one personal message per row of a CSV list through an SMTP relay.",
        discussion: """
            A campaign is one list merged with one template. Every row ends with exactly one recorded outcome, \
            kept in the campaign file, so that a run that was stopped can be resumed and nobody is mailed twice.

            Options can stand in merganser.yaml beside the template, in the user's config.yaml and in MERGANSER_… \
            variables; merganser config show says what holds.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, SendCommand.self, ResumeCommand.self, CheckCommand.self, PreviewCommand.self,
            ExplainCommand.self, StatusCommand.self, ReportCommand.self, BouncesCommand.self,
            SuppressCommand.self, ProbeCommand.self, DKIMRecordCommand.self, UnsubscribeTokenCommand.self,
            SinkCommand.self, ConfigCommand.self,
        ])

    static func main() async {
        // A closed pipe is a failed write, told where it happens, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            try UnknownRehearsalFault.refuse(in: CommandLine.arguments)
            let configured = try ConfiguredArguments(Array(CommandLine.arguments.dropFirst()))
            await run(configured)
        } catch {
            leave(with: error)
        }
    }

    private static func run(_ configured: ConfiguredArguments) async {
        var command: any ParsableCommand
        do {
            command = try await asyncParseAsRoot(configured.arguments)
        } catch {
            if let faults = configured.blamed(for: error) { leave(with: faults) }
            exit(withError: error)
        }
        var end: (any Error)?
        do {
            try await SettingsInEffect.$settings.withValue(configured.resolution?.settings ?? []) {
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            }
        } catch {
            end = error
        }
        // What a run has to say is in its campaign file; others have said it in vain.
        if !(command is SendCommand || command is ResumeCommand), let fault = Terminal.outputFault {
            leave(with: fault)
        }
        if let end { exit(withError: end) }
    }

    /// What keeps a command from beginning, or from being heard.
    private static func leave(with error: any Error) -> Never {
        let (sentences, status) = explain(error)
        Terminal.complain(sentences.map { "error: " + $0 })
        exit(withError: status.code)
    }
}
