/// A stretch of a template: literal text, or what stands between `{{` and `}}` or `{%` and `%}`.
struct Segment: Equatable {
    enum Kind: Equatable {
        case text
        case output
        case tag
    }

    var kind: Kind
    /// The text; or what stands inside the marks, without the hyphens of white-space control.
    var range: Range<Int>
    /// Where the opening mark stands.
    var start: Int
}
