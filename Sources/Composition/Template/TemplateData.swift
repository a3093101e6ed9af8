/// Typed values that a template can name besides columns, as conformance suites have them.
///
/// A campaign has none: its values are cells and, grouped, `rows`. With data, a name that nobody knows is `nil`, as in
/// other Liquids.
package indirect enum TemplateData: Sendable {
    case nothing
    case boolean(Bool)
    /// Digits, with a point and a sign.
    case number(String)
    case text(String)
    case list([TemplateData])
    case object([(key: String, value: TemplateData)])
}

extension Program {
    /// Keeps a value for all runs, and returns it as rendering sees it.
    mutating func keep(_ data: TemplateData) -> Value {
        switch data {
        case .nothing: return .nothing
        case .boolean(let isTrue): return .boolean(isTrue)
        case .number(let digits):
            return Decimal(parsing: digits.utf8).map { .number($0) } ?? .text(keep(digits))
        case .text(let text): return .text(keep(text))
        case .list(let items):
            return keep(items.map { keep($0) }) { .list($0, $1) }
        case .object(let pairs):
            return keep(pairs.flatMap { [.text(keep($0.key)), keep($0.value)] }) { .object($0, $1) }
        }
    }

    private mutating func keep(_ values: [Value], _ make: (Int, Int) -> Value) -> Value {
        let start = data.count
        data += values
        return make(start, data.count)
    }

    private mutating func keep(_ text: String) -> Text {
        let start = self.text.count
        self.text.append(contentsOf: text.utf8)
        return Text(origin: .constant, start: start, end: self.text.count)
    }
}
