/// The filters of the language.
enum Filter: String, CaseIterable, Sendable {
    case `default`
    case upcase, downcase, capitalize
    case strip, lstrip, rstrip
    case stripNewlines = "strip_newlines"
    case append, prepend
    case replace, remove
    case replaceFirst = "replace_first"
    case removeFirst = "remove_first"
    case truncate
    case split, join, first, last, size
    case escape
    case newlineToBr = "newline_to_br"
    case urlEncode = "url_encode"
    case raw
    case plus, minus, times
    case dividedBy = "divided_by"
    case modulo, round, abs, ceil, floor
    case atLeast = "at_least"
    case atMost = "at_most"

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    init?(named name: String) {
        guard let filter = Self.byName[name] else { return nil }
        self = filter
    }

    /// How many arguments it takes, at least and at most.
    var argumentCount: ClosedRange<Int> {
        switch self {
        case .upcase, .downcase, .capitalize, .strip, .lstrip, .rstrip, .stripNewlines, .first, .last, .size,
            .escape, .newlineToBr, .urlEncode, .raw, .abs, .ceil, .floor:
            0...0
        case .default, .join, .round: 0...1
        case .append, .prepend, .remove, .removeFirst, .split, .plus, .minus, .times, .dividedBy, .modulo,
            .atLeast, .atMost:
            1...1
        case .replace, .replaceFirst: 1...2
        case .truncate: 0...2
        }
    }

    /// The filters that Liquid has besides.
    static let unsupported: Set<String> = [
        "base64_decode", "base64_encode", "base64_url_safe_decode", "base64_url_safe_encode", "compact",
        "concat",
        "date", "escape_once", "find", "find_index", "has", "map", "reject", "remove_last", "replace_last",
        "reverse", "slice", "sort", "sort_natural", "strip_html", "sum", "truncatewords", "uniq",
        "url_decode",
        "where",
    ]
}
