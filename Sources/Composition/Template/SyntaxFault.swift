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

    init(_ problem: TemplateFault.Problem, at place: SourcePlace) {
        self.problem = problem
        offset = place.offset
        source = place.source
    }
}

/// A place in the template's own text or in that of a partial.
struct SourcePlace: Equatable {
    /// 0 is the template's own.
    var source = 0
    var offset = 0
}
