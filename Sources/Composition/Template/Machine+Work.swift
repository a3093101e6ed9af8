// How much a rendering may do: what one row can cost is bounded, whatever the template loops over.

extension Machine {
    /// Counts `steps`, each about as long as looking at an element of a list.
    mutating func spend(_ steps: Int) throws(RowFault) {
        work += steps
        guard work <= limits.work else { throw RowFault(problem: .tooMuchWork) }
    }

    /// The steps that going through a value takes; octets are cheaper than elements.
    func steps(through value: Value?) -> Int {
        switch value {
        case .text(let text): 1 + text.count / 16
        case .list(let start, let end), .object(let start, let end): 1 + end - start
        case .range(let first, let last):
            1 + min(LoopFrame(over: .range(first, last), isReversed: false).count, limits.iterations)
        case .record: 16
        case nil, .nothing, .empty, .blank, .boolean, .number: 1
        }
    }
}
