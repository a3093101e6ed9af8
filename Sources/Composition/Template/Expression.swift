/// A value as it is written: a literal, a name, a part of something, or a range.
indirect enum Expression {
    case literal(Literal)
    case name(Name)
    /// A name that can only be a column's: `First Name`, or `["First Name"]`.
    case columnName(Name)
    /// `.size`, `.first`, `forloop.index`.
    case property(Expression, Name)
    /// `parts[0]`.
    case element(Expression, Expression)
    case range(Expression, Expression)
}

/// A name, and where it stands.
struct Name {
    var octets: [UInt8]
    var offset: Int

    var string: String { Syntax.string(octets) }
}

/// A value that the template says itself.
enum Literal {
    case nothing
    case empty
    case blank
    case boolean(Bool)
    case number(Decimal)
    case text([UInt8])
}

/// A value and the filters it goes through.
struct Pipeline {
    struct Call {
        var filter: Filter
        var arguments: [Expression]
        /// What it got by name.
        var options: [String: Expression] = [:]
        var offset: Int
    }

    var source: Expression
    var calls: [Call]
}

/// Comparisons joined by `and` and `or`, which bind alike and from the right.
struct Condition {
    struct Comparison {
        var left: Expression
        var comparator: Comparator?
        var right: Expression?
    }

    var first: Comparison
    var rest: [(isAnd: Bool, comparison: Comparison)]

    /// Stands in for a condition that is wrong.
    static var never: Condition { Condition(first: Comparison(left: .literal(.boolean(false))), rest: []) }
}
