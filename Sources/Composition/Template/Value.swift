/// What a template calculates with.
///
/// Values hold no storage of their own: texts and lists are places in buffers that outlive them, so that moving
/// a value costs nothing.
enum Value: Sendable {
    /// `nil`, and an empty cell.
    case nothing
    /// The word `empty`, which equals what has no content.
    case empty
    /// The word `blank`, which equals what has nothing to show.
    case blank
    case boolean(Bool)
    case number(Decimal)
    case text(Text)
    /// Elements of the machine's list buffer, from the first to before the second.
    case list(Int, Int)
    /// Whole numbers, both ends included; the second may be smaller, and then there are none.
    case range(Int, Int)

    /// Only `nil` and `false` are not; an empty text is (an empty cell is `nil`).
    var isTruthy: Bool {
        switch self {
        case .nothing, .boolean(false): false
        default: true
        }
    }
}

/// A stretch of octets in one of the buffers of a rendering.
struct Text: Sendable {
    enum Origin: Sendable {
        /// The cells of the row.
        case cell
        /// What the template itself says.
        case constant
        /// What filters and captures made.
        case made
    }

    var origin: Origin
    /// Already HTML, by the author's word or because it was captured from HTML: not escaped again.
    var isMarkup = false
    /// Percent-encoded for a URL: not encoded again in one.
    var isURLEncoded = false
    var start: Int
    var end: Int

    var count: Int { end - start }
    var isEmpty: Bool { start == end }
}
