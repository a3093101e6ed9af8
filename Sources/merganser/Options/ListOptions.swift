import ArgumentParser
import CSV
import CampaignRun
import Composition

/// How a list is to be read.
struct ListOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The delimiter: comma, semicolon, tab or pipe; else found by itself.", valueName: "name"))
    var delimiter: DelimiterOption?

    @Option(
        help: ArgumentHelp("The list's encoding when it is not UTF-8, e.g. windows-1252.", valueName: "name"))
    var encoding: String?

    @Option(
        help:
            "What to do with an address that stands in an earlier row: skip it, send all the same, or stop (error)."
    )
    var duplicates: RowRules.Duplicates = .skip

    @Flag(help: "Stop at the first row that cannot be sent instead of listing it as invalid.")
    var strict = false

    /// - Parameter chance: makes the key of this run's table of addresses.
    func rules(using chance: inout some RandomNumberGenerator) -> RowRules {
        RowRules(
            duplicates: duplicates, stopsAtProblem: strict,
            key: KeyedHash(key0: chance.next(), key1: chance.next()))
    }
}

enum DelimiterOption: String, ExpressibleByArgument, CaseIterable {
    case comma
    case semicolon
    case tab
    case pipe

    var dialect: Dialect {
        switch self {
        case .comma: Dialect(delimiter: UInt8(ascii: ","))
        case .semicolon: Dialect(delimiter: UInt8(ascii: ";"))
        case .tab: Dialect(delimiter: UInt8(ascii: "\t"))
        case .pipe: Dialect(delimiter: UInt8(ascii: "|"))
        }
    }
}

extension RowRules.Duplicates: ExpressibleByArgument {}
