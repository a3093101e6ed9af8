/// The filters of the language.
enum Filter: String, CaseIterable, Sendable {
    case `default`
    case upcase, downcase, capitalize
    case strip, lstrip, rstrip
    case stripNewlines = "strip_newlines"
    case append, prepend
    case replace, remove
    case replaceFirst = "replace_first"
    case replaceLast = "replace_last"
    case removeFirst = "remove_first"
    case removeLast = "remove_last"
    case truncate, truncatewords, slice
    case escape, h
    case escapeOnce = "escape_once"
    case newlineToBr = "newline_to_br"
    case stripHTML = "strip_html"
    case urlEncode = "url_encode"
    case urlDecode = "url_decode"
    case base64Encode = "base64_encode"
    case base64Decode = "base64_decode"
    case base64URLSafeEncode = "base64_url_safe_encode"
    case base64URLSafeDecode = "base64_url_safe_decode"
    case raw
    case split, join, first, last, size
    case compact, concat, reverse, sort
    case sortNatural = "sort_natural"
    case uniq, map, sum
    case `where`, reject, find, has
    case findIndex = "find_index"
    case plus, minus, times
    case dividedBy = "divided_by"
    case modulo, round, abs, ceil, floor
    case atLeast = "at_least"
    case atMost = "at_most"
    case date
    case money, plural
    case titlecaseName = "titlecase_name"

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    init?(named name: String) {
        guard let filter = Self.byName[name] else { return nil }
        self = filter
    }

    /// How many arguments it takes, at least and at most.
    var argumentCount: ClosedRange<Int> {
        switch self {
        case .upcase, .downcase, .capitalize, .strip, .lstrip, .rstrip, .stripNewlines, .first, .last, .size,
            .escape, .h, .escapeOnce, .newlineToBr, .stripHTML, .urlEncode, .urlDecode, .base64Encode,
            .base64Decode, .base64URLSafeEncode, .base64URLSafeDecode, .raw, .abs, .ceil, .floor, .reverse,
            .titlecaseName:
            0...0
        case .default, .join, .round, .compact, .sort, .sortNatural, .uniq, .sum, .money: 0...1
        case .append, .prepend, .remove, .removeFirst, .removeLast, .split, .plus, .minus, .times, .dividedBy,
            .modulo, .atLeast, .atMost, .concat, .map, .date:
            1...1
        case .replace, .replaceFirst, .replaceLast, .slice, .where, .reject, .find, .findIndex, .has: 1...2
        case .plural: 2...2
        case .truncate, .truncatewords: 0...2
        }
    }

    /// What it takes by name, in the order in which it gets them behind its other arguments.
    var options: [String] {
        switch self {
        case .default: ["allow_false"]
        case .money: ["decimal", "grouping", "places"]
        default: []
        }
    }

    /// Whether its first argument is the name of a property of the elements, or of the columns of `rows`.
    var namesProperty: Bool {
        switch self {
        case .map, .sum, .where, .reject, .find, .findIndex, .has, .sort, .sortNatural, .uniq, .compact: true
        default: false
        }
    }
}
