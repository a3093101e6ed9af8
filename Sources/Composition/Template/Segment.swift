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
    /// The `liquid` tag whose line it is, by its place; 0 for what stands on its own.
    var group = 0
}
