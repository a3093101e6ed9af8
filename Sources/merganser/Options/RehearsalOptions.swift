import ArgumentParser

/// Sending to a server of our own first.
struct RehearsalOptions: ParsableArguments {
    @Option(
        defaultAsFlag: RehearsalFaults.none,
        parsing: .next,
        help: ArgumentHelp(
            """
            Send to a server in this process instead of the relay, at the relay's round-trip time, and tell what came \
            of it; with faults: any of \(RehearsalFault.allCases.map(\.rawValue).joined(separator: ", ")) with commas, \
            or all.
            """,
            valueName: "faults"))
    var rehearse: RehearsalFaults?

    @Option(
        help: ArgumentHelp(
            "Append what the rehearsal's server sees to this file, one JSON object a line.", valueName: "file"
        ))
    var rehearsalLog: String?

    func validate() throws {
        if let word = rehearse?.unknown.first {
            throw ValidationError(
                "--rehearse knows no fault “\(word)”; it knows \(RehearsalFaults.allValueStrings.joined(separator: ", ")). "
                    + "Should that be the template, put --rehearse behind template and list.")
        }
        guard rehearsalLog == nil || rehearse != nil else {
            throw ValidationError("--rehearsal-log is the log of --rehearse.")
        }
    }
}

extension RehearsalFaults: ExpressibleByArgument {
    init?(argument: String) { self.init(parsing: argument) }

    static var allValueStrings: [String] { RehearsalFault.allCases.map(\.rawValue) + [allWord, noneWord] }
}

extension RehearsalFaults: CustomStringConvertible {
    var description: String {
        faults.isEmpty ? Self.noneWord : faults.map(\.rawValue).joined(separator: ",")
    }
}
