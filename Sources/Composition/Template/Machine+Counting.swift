// What tags count: the turns of `cycle`, `increment` and `decrement`, the cells of `tablerow`.

extension Machine {
    mutating func cycle(_ local: Int, _ items: ArraySlice<Operand>, _ program: Program) {
        var turn = 0
        if case .number(let last) = locals[local] { turn = last.truncated }
        // A group may go on with fewer items than it began with.
        accumulator = turn < items.count ? value(of: items[items.startIndex + turn], program) : .nothing
        locals[local] = .number(Decimal(turn + 1 < items.count ? turn + 1 : 0))
    }

    mutating func count(_ local: Int, by step: Int) {
        var number = 0
        if case .number(let last) = locals[local] { number = last.truncated }
        locals[local] = .number(Decimal(number + step))
        accumulator = .number(Decimal(step > 0 ? number : number + step))
    }

    mutating func endCell(_ frame: LoopFrame) {
        output.append(contentsOf: "</td>".utf8)
        guard frame.isLastCell, !frame.isLast else { return }
        output.append(contentsOf: "</tr>\n<tr class=\"row\(frame.rowNumber + 1)\">".utf8)
    }
}
