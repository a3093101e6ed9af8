import ArgumentParser
import CampaignRun
import Ledger

/// Outcomes by name, separated by commas.
struct OutcomesOption: ExpressibleByArgument {
    let outcomes: Set<Outcome>

    init?(argument: String) {
        self.init(parsing: argument, among: Outcome.allCases)
    }

    fileprivate init?(parsing argument: String, among known: [Outcome]) {
        var outcomes: Set<Outcome> = []
        for name in argument.utf8.split(separator: UInt8(ascii: ",")) {
            let word = String(decoding: name, as: UTF8.self)
            guard let outcome = known.first(where: { $0.word == word }) else { return nil }
            outcomes.insert(outcome)
        }
        guard !outcomes.isEmpty else { return nil }
        self.outcomes = outcomes
    }

    static var allValueStrings: [String] { Outcome.allCases.map(\.word) }
}

/// Outcomes that are sent again when somebody asks for it.
struct RetryOption: ExpressibleByArgument {
    let outcomes: Set<Outcome>

    /// Pending rows are sent anyway; accepted ones never again, and skipped ones are somebody else's row.
    private static let retried: [Outcome] = [.inDoubt, .refused, .invalid, .deferred]

    init?(argument: String) {
        guard let option = OutcomesOption(parsing: argument, among: Self.retried) else { return nil }
        outcomes = option.outcomes
    }

    static var allValueStrings: [String] { retried.map(\.word) }
}

extension RowSelection: ExpressibleByArgument {
    package init?(argument: String) { self.init(parsing: argument) }
}
