import ArgumentParser
import CampaignRun
import Ledger

/// Outcomes by name, separated by commas.
struct OutcomesOption: ExpressibleByArgument {
    let outcomes: Set<Outcome>

    init?(argument: String) {
        var outcomes: Set<Outcome> = []
        for name in argument.utf8.split(separator: UInt8(ascii: ",")) {
            let word = String(decoding: name, as: UTF8.self)
            guard let outcome = Outcome.allCases.first(where: { $0.word == word }) else { return nil }
            outcomes.insert(outcome)
        }
        guard !outcomes.isEmpty else { return nil }
        self.outcomes = outcomes
    }
}

extension RowSelection: ExpressibleByArgument {
    package init?(argument: String) { self.init(parsing: argument) }
}
