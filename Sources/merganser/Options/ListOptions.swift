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

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Send only rows of which this is true, in the language of templates; others are skipped. Such as 'country == \"FR\"'.",
            valueName: "condition"))
    var condition: String?

    @Option(
        help: ArgumentHelp(
            "Make one message of all rows with the same value in this column; the template loops over rows.",
            valueName: "column"))
    var groupBy: String?

    @OptionGroup var suppressOption: SuppressOption

    /// - Parameters:
    ///   - columns: of the list.
    ///   - chance: makes the key of this run's table of addresses.
    /// - Throws: `TemplateFaults` for what is wrong with the condition, ``NoSuchColumn``, `SuppressionFaults`, `FileFault`.
    func rules(columns: [String], using chance: inout some RandomNumberGenerator) throws -> RowRules {
        let key = KeyedHash(key0: chance.next(), key1: chance.next())
        return RowRules(
            duplicates: duplicates, stopsAtProblem: strict,
            condition: try condition.map { (source) throws(TemplateFaults) in
                try RowCondition(compiling: source, name: "--where", columns: columns)
            },
            groupingColumn: try groupBy.map { name in
                guard let column = ColumnTable(columns).index(of: Array(name.utf8)[...]) else {
                    throw NoSuchColumn(option: "--group-by", name: name, columns: columns)
                }
                return column
            },
            suppression: try Suppression(reading: suppressOption.suppress, key: key), key: key)
    }
}

/// An option names a column that the list does not have, or several have.
struct NoSuchColumn: Error, Equatable {
    let option: String
    let name: String
    let columns: [String]

    var sentence: String {
        "\(option): the list has no column “\(name.printable)”; it has "
            + columns.map { "“\($0.printable)”" }.joined(separator: ", ")
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
