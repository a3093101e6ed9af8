/// A fault on its way to somebody who knows the file: where it is, as an index into the octets.
struct SyntaxFault: Error, Equatable {
    var problem: TemplateFault.Problem
    var offset: Int
    /// The file, by its number among the template's own text (0) and the partials it renders.
    var source = 0

    init(_ problem: TemplateFault.Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}
