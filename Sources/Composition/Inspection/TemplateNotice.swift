/// Something in a template that is no fault, and that its author may not have meant.
package struct TemplateNotice: Equatable, Sendable {
    package enum Problem: Equatable, Sendable {
        /// A link that leads nowhere: nothing, or `#`.
        case emptyLink
        case relativeLink(String)
        /// A link or an image by `http:`.
        case plainHTTPLink(String)
        /// An image without `alt`; its `src`.
        case imageWithoutAlternative(String)
        /// A place for a cell as other programs write it, such as `{name}`.
        case foreignTag(String, column: String)
        /// Text that was read in a wrong encoding; nil where what was meant is lost.
        case mojibake(String, meant: String?)
        /// Few words of one of the bodies are in the other: how many, of how many.
        case bodiesDiffer(common: Int, of: Int, inText: Bool)
    }

    /// The path of the file, as it was given.
    package let file: String
    /// From 1; columns count Unicode scalars.
    package let line: Int
    package let column: Int
    package let problem: Problem
}

/// Something in the message of a row that its author may not have meant.
package enum MessageNotice: Equatable, Sendable {
    /// Nothing stands where the greeting has a name: the line as it was merged, and the place in it in scalars.
    case blankGreeting(line: String, column: Int)
    case emptyLink
    case relativeLink(String)
    case plainHTTPLink(String)
    /// The HTML has so many octets that Gmail cuts it off.
    case htmlTooLong(octets: Int)
}
