import Synchronization

/// Numbers for the branches of all programs that a template is compiled to.
///
/// A branch that several programs have, as with a partial that is rendered twice, has one number.
final class BranchTable: Sendable, Equatable {
    private struct Entries {
        var branches: [TemplateBranch] = []
        var numbers: [TemplateBranch: Int] = [:]
    }

    private let entries = Mutex(Entries())

    /// In the order of their numbers.
    var branches: [TemplateBranch] { entries.withLock { $0.branches } }

    func number(of branch: TemplateBranch) -> Int {
        entries.withLock { entries in
            if let known = entries.numbers[branch] { return known }
            entries.branches.append(branch)
            entries.numbers[branch] = entries.branches.count - 1
            return entries.branches.count - 1
        }
    }

    static func == (first: BranchTable, second: BranchTable) -> Bool { first === second }
}

extension Program {
    /// Numbers its branches as `table` does, which it was compiled for.
    ///
    /// - Parameter place: where the author finds what stands in a line and column of the text that was compiled.
    mutating func number(
        in table: BranchTable, place: (_ line: Int, _ column: Int) -> (line: Int, column: Int)
    ) {
        let numbers = branches.map { branch in
            var branch = branch
            if !branch.isOfPartial {
                (branch.place.line, branch.place.column) = place(branch.place.line, branch.place.column)
            }
            return table.number(of: branch.place)
        }
        instructions = instructions.map { instruction in
            if case .branch(let index) = instruction { .branch(numbers[index]) } else { instruction }
        }
        branches = []
    }
}
