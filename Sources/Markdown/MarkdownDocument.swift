import CCMark

/// GitHub's Markdown: CommonMark with tables, strikethrough, bare links and task lists.
package enum MarkdownDocument {
    /// The extensions by the names that cmark-gfm gives them.
    private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]

    /// HTML in it is passed on: whoever writes the document answers for it.
    private static let options = CMARK_OPT_UNSAFE

    /// Registered once; a `static let` is, whoever asks first.
    private static let isRegistered: Bool = {
        cmark_gfm_core_extensions_ensure_registered()
        return true
    }()

    /// Renders a document in UTF-8 as HTML, without a document around it; lines end in LF.
    ///
    /// Nil when there is no memory for it.
    package static func html(of document: [UInt8]) -> [UInt8]? {
        guard isRegistered, let parser = Parser(options: options) else { return nil }
        for name in extensions { parser.attach(name) }
        return parser.render(document, options: options)
    }
}

/// One parser of cmark-gfm, freed with this object.
private final class Parser {
    private let pointer: OpaquePointer

    init?(options: Int32) {
        guard let pointer = cmark_parser_new(options) else { return nil }
        self.pointer = pointer
    }

    deinit { cmark_parser_free(pointer) }

    func attach(_ name: String) {
        guard let found = cmark_find_syntax_extension(name) else { return }
        cmark_parser_attach_syntax_extension(pointer, found)
    }

    func render(_ document: [UInt8], options: Int32) -> [UInt8]? {
        document.withUnsafeBytes { cmark_parser_feed(pointer, $0.baseAddress, $0.count) }
        guard let root = cmark_parser_finish(pointer) else { return nil }
        defer { cmark_node_free(root) }
        guard let text = cmark_render_html(root, options, cmark_parser_get_syntax_extensions(pointer)) else {
            return nil
        }
        defer { cmark_get_default_mem_allocator().pointee.free(text) }
        // Ends with a NUL, as strings of C do; cmark writes U+FFFD for any in the document.
        var length = 0
        while text[length] != 0 { length += 1 }
        return [UInt8](UnsafeRawBufferPointer(start: text, count: length))
    }
}
