/// A program behind a reference: whoever takes it out of a list or a choice counts one reference, not one for each part
/// of it, and that for every row.
final class SharedProgram: Sendable {
    let program: Program

    init(_ program: Program) {
        self.program = program
    }
}
