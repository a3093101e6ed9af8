/// The files that a template consists of, as they were read.
public struct TemplateSource: Equatable, Sendable {
    /// Header lines, an empty line, and the body.
    public var message: SourceFile
    /// The HTML alternative that lay beside it.
    public var html: SourceFile?
    /// The same, in Markdown.
    public var markdown: SourceFile?
    /// The absolute path of the folder that `Attach:` paths are relative to and may not leave.
    public var root: String
    /// The files that `render` and `include` name.
    public var partials: Partials

    /// - Parameters:
    ///   - message: header lines, an empty line, and the body.
    ///   - html: the HTML alternative; its path is what faults show.
    ///   - markdown: the same in Markdown; beside `html` a fault of the template.
    ///   - root: the absolute path of the folder that `Attach:` paths are relative to and may not leave.
    ///   - partials: the files that `render` and `include` name; see ``Partials/gather(for:root:shownIn:)``.
    public init(
        message: SourceFile, html: SourceFile? = nil, markdown: SourceFile? = nil, root: String,
        partials: Partials = Partials()
    ) {
        self.partials = partials
        self.message = message
        self.html = html
        self.markdown = markdown
        self.root = root
    }
}
