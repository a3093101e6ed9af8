import ArgumentParser
import CampaignRun

/// `merganser explain`: what a code means that `check` prints.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a code that check prints: what it is, why it matters, how to mend it.")

    @Argument(help: "The code, as it stands in brackets behind a finding; without one, all of them.")
    var code: FindingCode?

    func run() {
        guard let code else {
            let width = FindingCode.allCases.map(\.rawValue.utf8.count).max() ?? 0
            Terminal.print(
                FindingCode.allCases.map { code in
                    let gap = String(repeating: " ", count: width + 2 - code.rawValue.utf8.count)
                    let severity = code.severity == .error ? "error    " : "warning  "
                    return code.rawValue + gap + severity + code.explanation.title
                })
            return
        }
        Terminal.print(code.explanation.lines(of: code))
    }
}
