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
    case beginCapture(depth: Int)
    case endCapture(depth: Int, variable: Int)
}

/// Where a value comes from.
enum Operand: Sendable {
    case constant(Int)
    case column(Int)
    case local(Int)
    case loop(LoopPart, frame: Int)
}

/// What `forloop` tells about a loop.
enum LoopPart: String, Sendable {
    case index, index0, rindex, rindex0, first, last, length
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
    var isReversed: Bool
    /// The variable in which `offset: continue` finds where an earlier loop of the same name ended.
    var resumption: Int
}
