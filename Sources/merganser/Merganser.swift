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
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, SendCommand.self, ResumeCommand.self, CheckCommand.self, ExplainCommand.self,
            StatusCommand.self,
            ReportCommand.self,
            BouncesCommand.self, ProbeCommand.self, DKIMRecordCommand.self, UnsubscribeTokenCommand.self,
            SinkCommand.self,
        ])

    static func main() async {
        // A closed pipe is a failed write, told where it happens, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        await main(nil)
    }
}
