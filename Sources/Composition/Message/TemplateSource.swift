/// The files that a template consists of, as they were read.
package struct TemplateSource: Equatable, Sendable {
    /// Header lines, an empty line, and the body.
    package var message: SourceFile
    /// The HTML alternative that lay beside it.
    package var html: SourceFile?
    /// The same, in Markdown.
    package var markdown: SourceFile?
    /// The absolute path of the folder that `Attach:` paths are relative to and may not leave.
    package var root: String
    /// The files that `render` and `include` name.
    package var partials: Partials

    package init(
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
