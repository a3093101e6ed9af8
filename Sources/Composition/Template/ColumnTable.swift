/// The columns of the list, by every name that a template may call them.
///
/// A column has its name as it stands in the list, and that name in lower snake case: `First Name` is also
/// `first_name`. Names are compared octet by octet, so two that only look alike are two.
package struct ColumnTable: Sendable {
    /// What a name stands for.
    package enum Resolution: Equatable, Sendable {
        case column(Int)
        /// Several columns have this name in lower snake case, and none as it stands.
        case ambiguous([Int])
        case unknown
    }

    /// The names as they stand in the list.
    package let names: [String]

    private let exact: [[UInt8]: Int]
    private let aliases: [[UInt8]: [Int]]
    /// The names that can be recognised in a tag although they are not plain identifiers, the longest first.
    private let unusualNames: [[UInt8]]

    /// The columns of a list whose header is `names`, in its order.
    package init(_ names: [String]) {
        self.names = names
        var exact: [[UInt8]: Int] = [:]
        var aliases: [[UInt8]: [Int]] = [:]
        for (index, name) in names.enumerated() {
            let octets = Array(name.utf8)
            if exact[octets] == nil { exact[octets] = index }
            let alias = Self.snakeCase(name)
            if !alias.isEmpty { aliases[alias, default: []].append(index) }
        }
        self.exact = exact
        self.aliases = aliases
        unusualNames = Set(exact.keys).union(aliases.keys)
            .filter(Syntax.isUnusualName)
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    }

    /// What `name` stands for; a name as it stands wins over a name in lower snake case.
    package func resolve(_ name: ArraySlice<UInt8>) -> Resolution {
        let name = Array(name)
        if let index = exact[name] { return .column(index) }
        guard let indexes = aliases[name] else { return .unknown }
        return indexes.count == 1 ? .column(indexes[0]) : .ambiguous(indexes)
    }

    /// The column that `name` stands for, if it is exactly one.
    package func index(of name: ArraySlice<UInt8>) -> Int? {
        guard case .column(let index) = resolve(name) else { return nil }
        return index
    }

    /// All names that can be written, for suggestions.
    var allNames: [[UInt8]] { Array(Set(exact.keys).union(aliases.keys)) }

    /// The longest column name with a space or a sign in it with which `text` begins, as a whole word.
    func unusualName(startingAt text: ArraySlice<UInt8>) -> [UInt8]? {
        unusualNames.first { name in
            guard text.starts(with: name) else { return false }
            guard let last = name.last, Syntax.isNameOctet(last),
                let next = text.dropFirst(name.count).first
            else { return true }
            return !Syntax.isNameOctet(next)
        }
    }

    /// A name in lower snake case: letters and digits stay, everything between them becomes one `_`.
    package static func snakeCase(_ name: String) -> [UInt8] {
        var result: [UInt8] = []
        var isGap = false
        for scalar in name.unicodeScalars {
            guard isWordScalar(scalar) else {
                isGap = !result.isEmpty
                continue
            }
            if isGap { result.append(UInt8(ascii: "_")) }
            isGap = false
            result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
        return result
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default:
            false
        }
    }
}
