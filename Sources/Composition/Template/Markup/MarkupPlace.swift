/// What is done to a value so that it stays where it is merged.
struct MarkupPlace: Equatable, Sendable {
    /// What the value has to be there.
    enum Grammar: Equatable, Sendable {
        /// Any text.
        case text
        /// A URL whose scheme is one of those allowed.
        case url
        /// More of a URL that has begun, but may still be in its first part.
        case urlRest
        /// Where the host begins: without it the next name in the URL would be taken for it.
        case host
        /// More of the host.
        case authority
        case path
        /// One component of a query, or of a fragment.
        case component
        /// A simple value of CSS.
        case style
    }

    var grammar = Grammar.text
    /// White space and `=` would end the value.
    var isUnquoted = false
    /// Dashes could end the comment.
    var isInComment = false
    /// Nothing at all would let what follows be read as the value, or end the comment.
    var mustNotBeEmpty = false
    /// A comma would end the URL.
    var isInList = false
    /// Markup may stand here as it is.
    var takesMarkup = false

    /// Text between tags, where values are written as everywhere in HTML.
    static let text = MarkupPlace(takesMarkup: true)
    /// The same for cells; what is markup already cannot stand here as it is.
    static let quoted = MarkupPlace()
}

extension MarkupContext {
    /// How a value has to be written here.
    ///
    /// - Throws: ``MarkupFault`` where nothing would make it harmless.
    func place() throws(MarkupFault) -> MarkupPlace {
        if !foreign.isEmpty { throw .mergedIntoForeign(Syntax.string(foreign)) }
        // `--` before it and `>` after it would make an end of an empty value.
        if conditional == .dashes || conditional == .bang { throw .merged(into: .comment) }
        var place = MarkupPlace(isInComment: conditional != nil)
        switch state {
        case .text:
            place.takesMarkup = true
        case .lost:
            return .text
        case .content(matched: 0) where readsReferences:
            break
        case .beforeValue:
            place = try self.place(in: ValueProgress(AttributeKind(attributeName, of: tagName)), place)
            place.isUnquoted = true
            place.mustNotBeEmpty = true
        case .value(let quote):
            place = try self.place(in: value, place)
            place.isUnquoted = quote == .none
        case .comment(let end, _):
            place = MarkupPlace(isInComment: true, mustNotBeEmpty: end != .text)
        case .content, .tagOpen, .endTagOpen, .tagName, .beforeAttribute, .attributeName, .afterAttributeName,
            .afterValue, .slash, .edge, .declaration, .bogusComment, .condition:
            throw .merged(into: position)
        }
        return place
    }

    private func place(in value: ValueProgress, _ place: MarkupPlace) throws(MarkupFault) -> MarkupPlace {
        var place = place
        place.isInList = value.kind == .urlList
        switch value.kind {
        case .plain: return place
        case .program: throw .mergedIntoProgram(attribute: Syntax.string(attributeName))
        case .style:
            guard value.part == .styleValue else { throw .mergedIntoStyle }
            place.grammar = .style
            return place
        case .url, .urlList: break
        }
        switch value.part {
        case .start: place.grammar = .url
        case .opening, .merged: place.grammar = .urlRest
        case .authority: place.grammar = .authority
        case .slashes where value.isBeforeHost: place.grammar = .host
        case .slashes, .path: place.grammar = .path
        case .query: place.grammar = .component
        case .program: throw .mergedIntoScheme(Syntax.string(value.word))
        case .unclear, .property, .styleValue, .styleURL: throw .unclearURL
        }
        return place
    }

    /// Remembers that an escaped value was merged into what may be an order to the program that reads it.
    mutating func noteMerged() {
        guard tagName.elementsEqual("meta".utf8), attributeName.elementsEqual("content".utf8) else { return }
        switch state {
        case .beforeValue, .value: mergesContent = true
        default: break
        }
    }

    /// Goes on past a merged value.
    ///
    /// It ends nothing that it did not begin: where it is not escaped, the author answers for that.
    mutating func readMerged() {
        switch state {
        case .content: state = .content(matched: 0)
        case .beforeValue:
            value = ValueProgress(AttributeKind(attributeName, of: tagName))
            value.readMerged()
            state = .value(.none)
        case .value: value.readMerged()
        case .comment: state = .comment(.text, opener: nil)
        case .tagOpen, .endTagOpen:
            (tagName, isEndTag) = ([], state == .endTagOpen)
            state = .tagName
        case .beforeAttribute, .afterAttributeName, .afterValue, .slash, .edge:
            (attributeName, state) = ([], .attributeName)
        case .text, .tagName, .attributeName, .declaration, .bogusComment, .condition, .lost: break
        }
        if conditional != nil { conditional = .text }
    }
}
