/// A loop that is running: which elements, and how far it is.
struct LoopFrame: Sendable {
    /// The positions are the numbers themselves, not places in the list buffer.
    private(set) var isRange = false
    /// The elements are keys and values in turn.
    private(set) var isObject = false
    /// How many turns it has in all.
    private(set) var count = 0

    /// How many cells make a row of `tablerow`; at least 1.
    var columns = 1

    private var first = 0
    private var turn = -1
    private var isReversed = false
    /// How many elements of the collection come before `first`.
    private var skipped = 0

    init() {}

    /// A loop over a list or range; over anything else, one without turns.
    init(over items: Value, isReversed: Bool) {
        self.isReversed = isReversed
        switch items {
        case .list(let start, let end):
            (first, count) = (start, end - start)
        case .object(let start, let end):
            (isObject, first, count) = (true, start, (end - start) / 2)
        case .range(let start, let end):
            isRange = true
            (first, count) = (start, Self.count(from: start, through: end))
        case .nothing, .empty, .blank, .boolean, .number, .text, .record: break
        }
    }

    /// How many numbers there are, as far as an `Int` can say.
    private static func count(from start: Int, through end: Int) -> Int {
        guard start <= end else { return 0 }
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        return overflow || distance == .max ? .max : distance + 1
    }

    /// Leaves out elements at the beginning, and all after so many; negative numbers leave out nothing.
    mutating func narrow(offset: Int, limit: Int?) {
        skipped = min(max(offset, 0), count)
        first = first &+ (isObject ? 2 * skipped : skipped)
        count -= skipped
        if let limit { count = min(count, max(limit, 0)) }
    }

    /// How many elements of the collection come before what follows the loop.
    var end: Int { skipped &+ count }

    /// The position of the next element; nil at the end.
    mutating func advance() -> Int? {
        guard turn + 1 < count else { return nil }
        turn += 1
        let step = isReversed ? count - 1 - turn : turn
        return first &+ (isObject ? 2 * step : step)
    }

    /// The column of `tablerow`, from 0.
    var cell: Int { max(turn, 0) % columns }

    var isLast: Bool { turn == count - 1 }

    var isLastCell: Bool { cell == columns - 1 }

    /// The row of `tablerow`, from 1.
    var rowNumber: Int { max(turn, 0) / columns + 1 }

    func value(of part: LoopPart) -> Value {
        switch part {
        case .index: .number(Decimal(turn + 1))
        case .index0: .number(Decimal(turn))
        case .rindex: .number(Decimal(count - turn))
        case .rindex0: .number(Decimal(count - turn - 1))
        case .length: .number(Decimal(count))
        case .first: .boolean(turn == 0)
        case .last: .boolean(isLast)
        case .col: .number(Decimal(cell + 1))
        case .col0: .number(Decimal(cell))
        case .row: .number(Decimal(rowNumber))
        case .firstColumn: .boolean(cell == 0)
        case .lastColumn: .boolean(isLastCell)
        }
    }
}
