/// One step of a program.
///
/// Jumps name the instruction that comes next.
/// There is one accumulator: values are loaded into it, filters change it, and it is tested, stored or written.
enum Instruction: Sendable {
    /// Writes literal text, from the first octet to before the second.
    case text(Int, Int)
    /// Writes a cell, escaped as the place wants it.
    case column(Int)
    case load(Operand)
    /// Replaces the accumulator by the range from the first to the second.
    case range(Operand, Operand)
    /// Replaces a list by one of its elements.
    case element(Operand)
    /// Replaces a record, object or list by one of its parts: the column, else what the key names.
    case property(key: Operand, column: Int?)
    /// Applies a filter with `count` arguments from number `first` on.
    case filter(Filter, first: Int, count: Int)
    /// Writes the accumulator.
    case write
    /// The same two where HTML wants more than what is escaped between tags.
    case columnIn(Int, MarkupPlace)
    case writeIn(MarkupPlace)
    case store(Int)
    /// Compares, and leaves a truth value in the accumulator.
    case compare(Operand, Comparator, Operand)
    case jump(Int)
    case jumpIf(Int)
    case jumpUnless(Int)
    /// Begins a loop over the accumulator.
    case beginLoop(Int)
    /// Takes the next element into a variable, or leaves the loop.
    case nextTurn(frame: Int, variable: Int, exit: Int)
    /// Jumps if the loop had no turn at all.
    case jumpIfTurned(frame: Int, Int)
    /// Writes what opens a cell of `tablerow`.
    case beginCell(frame: Int)
    /// Writes what closes it, and begins the next row after the last column.
    case endCell(frame: Int)
    /// Loads the next of some arguments, and remembers in a variable which.
    case cycle(Int, first: Int, count: Int)
    /// Adds to a counter, and loads what it was before (when counting up) or is then.
    case count(Int, Int)
    /// Ends the row: `skip`, or `fail`, with the accumulator as the reason.
    case stop(isSkip: Bool)
    /// Notes that a branch was taken; only in programs that were compiled for that.
    case branch(Int)
    case beginCapture(depth: Int)
    case endCapture(depth: Int, variable: Int)
    /// Begins what may be taken back; a capture that is written at once.
    case beginChanged(depth: Int)
    /// Takes back what was written if the variable says it was written before.
    case endChanged(depth: Int, variable: Int)
}

/// Where a value comes from.
enum Operand: Sendable {
    case constant(Int)
    case column(Int)
    case local(Int)
    case loop(LoopPart, frame: Int)
    /// The records of the row's group.
    case rows
}

/// What `forloop` tells about a loop.
enum LoopPart: String, Sendable {
    case index, index0, rindex, rindex0, first, last, length
    case col, col0, row
    case firstColumn = "col_first"
    case lastColumn = "col_last"

    /// Whether only `tablerowloop` has it.
    var isOfTable: Bool {
        switch self {
        case .col, .col0, .row, .firstColumn, .lastColumn: true
        case .index, .index0, .rindex, .rindex0, .first, .last, .length: false
        }
    }
}

/// How conditions compare.
enum Comparator: Sendable {
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual, contains
}

/// How a loop begins.
struct LoopPlan: Sendable {
    var frame: Int
    var limit: Operand?
    var offset: Operand?
    /// How many cells of `tablerow` make a row.
    var columns: Operand?
    var isReversed: Bool
    /// Whether what is no list is one element, as `render … for` has it.
    var takesAnything = false
    /// Whether an object is one element, too, as `include … with` has it.
    var keepsObjects = false
    /// The variable in which `offset: continue` finds where an earlier loop of the same name ended.
    var resumption: Int
}
