/// What rendering needs besides the row; used again, so that rendering allocates nothing in steady state.
///
/// Each thread that renders has its own.
package struct RenderScratch: Sendable {
    var machine = Machine()

    /// A scratch without capacity yet.
    package init() {}

    /// The time that `now` and `today` stand for: that of the message.
    ///
    /// - Parameters:
    ///   - now: unix seconds.
    ///   - utcOffset: how many seconds the clock of the message is ahead of UTC.
    package mutating func set(now: Int64, utcOffset: Int32) {
        machine.now = now
        machine.utcOffset = utcOffset
    }
}

extension Program {
    /// Appends what the program makes of `row` to `output`.
    ///
    /// After a fault `output` is what it was before.
    ///
    /// - Parameter row: a cell that it does not have counts as empty.
    /// - Throws: ``RowFault`` for a control character that would come into a header, a calculation that cannot be
    ///   done, and more output or more turns of loops than the limits allow.
    package func render(
        _ row: Row, into output: inout [UInt8], scratch: inout RenderScratch
    ) throws(RowFault) {
        let start = output.count
        scratch.machine.begin(self, row, &output)
        do {
            try scratch.machine.run(self)
        } catch {
            scratch.machine.end(&output)
            output.removeSubrange(start...)
            throw error
        }
        scratch.machine.end(&output)
    }
}
