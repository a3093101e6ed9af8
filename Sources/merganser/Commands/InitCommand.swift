import ArgumentParser
import CampaignRun

/// `merganser init`: a folder to begin with.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder with a template, a small list, a configuration and a README to begin with.",
        discussion: """
            What it writes can be checked, looked at and sent to the rehearsal server as it is; its README says how. \
            Nothing is written over: where one of the files is there already, none is made.
            """)

    @Argument(help: "The folder, made if need be; else this one.")
    var folder = "."

    func run() async throws {
        try await reportingErrors {
            try StarterFolder.write(StarterTexts.files, into: folder)
            Terminal.print(lines)
            return .complete
        }
    }

    private var lines: [String] {
        let isHere = [".", "./"].contains(folder)
        let place = isHere ? "this folder" : folder.printable
        return [
            "Made in \(place): \(StarterTexts.files.map(\.name).joined(separator: ", ")).", "", "Next:",
        ] + (isHere ? [] : ["  cd \(folder.shellWord)"])
            + StarterTexts.firstCommands.map { "  " + $0 }
            + ["README.md goes on from there."]
    }
}
