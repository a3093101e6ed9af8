/// What is wrong with how a template and its HTML go together.
package enum MarkupFault: Error, Equatable, Sendable {
    /// A value would be merged where no escaping makes it harmless; `| raw` says that the author answers for it.
    case merged(into: MarkupPosition)
    /// A value would be merged into a script, a whole document, or the address of a script.
    case mergedIntoProgram(attribute: String)
    /// A value would be merged into a URL with this scheme, which makes a program or a document of it.
    case mergedIntoScheme(String)
    /// Into `content` of `<meta http-equiv>`, which may send the reader elsewhere.
    case mergedIntoPragma
    /// Into `style`, but not where the value of a property stands.
    case mergedIntoStyle
    /// Inside `<svg>` or `<math>`.
    case mergedIntoForeign(String)
    /// What stands before this `:` is merged, so that rows would choose the scheme of the URL.
    case mergedScheme
    /// A value would be merged into a URL after branches that end in different parts of it.
    case unclearURL

    /// Branches end in different places; what follows them would mean different things.
    case branchesDiffer(MarkupPosition, MarkupPosition)
    /// The turns of a loop do not end where they began.
    case loopDiffers(MarkupPosition, MarkupPosition)
    /// What follows branches inside a tag would be part of a name after one and not after another.
    case unclearTag
    /// What is captured has to be whole: it begins as text, and ends here.
    case unfinishedCapture(MarkupPosition)
    /// The template ends here.
    case unfinished(MarkupPosition)
}

/// Where in HTML something stands, for faults.
package enum MarkupPosition: Equatable, Sendable {
    case text
    /// The content of an element that holds no markup.
    case element(String)
    case tagName
    /// In a tag, outside any value.
    case tag
    case value(of: String)
    case comment
    case conditionalComment
    /// `<!DOCTYPE …>`, `<![if …]>` and the like.
    case declaration
}
