/// Where in HTML a point of a template is: as far as a parser has come that has read everything before it.
///
/// Follows the tokenizer of the HTML standard (WHATWG HTML §13.2.5), as far as its states decide what a merged value
/// could do. What a value must not do is leave the state it was merged in.
struct MarkupContext: Equatable {
    enum State: Equatable {
        case text
        /// Inside an element whose content is no markup (``element``), so many octets into its end tag.
        case content(matched: Int)
        /// After `<`, and after `</`.
        case tagOpen, endTagOpen
        case tagName
        case beforeAttribute
        case attributeName, afterAttributeName
        case beforeValue
        case value(Quote)
        case afterValue
        /// After a `/` that may end an empty element.
        case slash
        /// In a tag after branches that ended differently; only white space, `/` or `>` means the same after each.
        case edge(isSpaced: Bool)
        /// After `<!`, with so many dashes.
        case declaration(dashes: Int)
        /// `<!…>`, `<?…>` and what else ends with the next `>`.
        case bogusComment
        /// So many octets into `[if` at its start; `nil` in any other comment.
        case comment(CommentEnd, opener: Int?)
        /// Inside the brackets of `<!--[if …]>`.
        case condition
        /// After branches that end in different places. Says nothing more, so that one mistake is told once.
        case lost
    }

    enum Quote: Equatable {
        case double, single, none
    }

    /// How much of `-->` has been read.
    enum CommentEnd: Equatable {
        case start, startDash, text, dash, dashes, bang
    }

    var state = State.text
    /// The tag that is being read, in lower case.
    var tagName: [UInt8] = []
    var isEndTag = false
    /// The attribute that is being read, in lower case.
    var attributeName: [UInt8] = []
    /// How far into its value.
    var value = ValueProgress(.plain)
    /// The element that ``State/content(matched:)`` is about.
    var element: [UInt8] = []
    /// How much has been read of the end of the conditional comment that this is inside of.
    ///
    /// `<!--[if …]> … <![endif]-->` is HTML to Outlook and a comment to everybody else. The other properties say what
    /// Outlook sees.
    var conditional: CommentEnd?
    /// The outermost `<svg>` or `<math>`, in which other rules hold.
    var foreign: [UInt8] = []

    /// Whether the tag is a `<meta http-equiv>`, and whether something was merged into its `content` (either may come
    /// first).
    var isPragma = false
    var mergesContent = false

    static let lost = MarkupContext(state: .lost)

    /// What faults call the place.
    var position: MarkupPosition {
        switch state {
        case .text, .lost: conditional == nil ? .text : .conditionalComment
        case .content: .element(Syntax.string(element))
        case .tagOpen, .endTagOpen, .tagName: .tagName
        case .beforeAttribute, .attributeName, .afterAttributeName, .beforeValue, .afterValue, .slash, .edge:
            .tag
        case .value: .value(of: Syntax.string(attributeName))
        case .declaration, .bogusComment, .condition: .declaration
        case .comment: .comment
        }
    }

    /// Whether a template may end here.
    var isComplete: Bool {
        switch state {
        // A `<` at the very end is text.
        case .text, .tagOpen, .lost: conditional == nil
        default: false
        }
    }
}

extension MarkupContext.CommentEnd {
    /// Whether `octet` ends the comment (WHATWG HTML §13.2.5.43 to 13.2.5.52).
    mutating func takes(_ octet: UInt8) -> Bool {
        switch (self, octet) {
        case (.start, UInt8(ascii: ">")), (.startDash, UInt8(ascii: ">")), (.dashes, UInt8(ascii: ">")),
            (.bang, UInt8(ascii: ">")):
            return true
        case (.start, UInt8(ascii: "-")): self = .startDash
        case (.startDash, UInt8(ascii: "-")), (.dash, UInt8(ascii: "-")), (.dashes, UInt8(ascii: "-")):
            self = .dashes
        case (.text, UInt8(ascii: "-")), (.bang, UInt8(ascii: "-")): self = .dash
        case (.dashes, UInt8(ascii: "!")): self = .bang
        default: self = .text
        }
        return false
    }
}
