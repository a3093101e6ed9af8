// Reading what the author wrote, octet by octet.

extension MarkupContext {
    /// Goes on past an octet of the template; returns what is wrong with it.
    mutating func read(_ octet: UInt8) -> MarkupFault? {
        if conditional?.takes(octet) == true {
            self = MarkupContext(foreign: foreign)
            return nil
        }
        switch state {
        case .text:
            if octet == UInt8(ascii: "<") { state = .tagOpen }
        case .content(let matched):
            readContent(octet, matched)
        case .tagOpen, .endTagOpen:
            readTagOpen(octet)
        case .tagName, .beforeAttribute, .attributeName, .afterAttributeName, .afterValue, .slash, .edge:
            return readTag(octet)
        case .beforeValue, .value:
            return readValue(octet)
        case .declaration(let dashes):
            readDeclaration(octet, dashes)
        case .bogusComment, .condition:
            if octet == UInt8(ascii: ">") { state = .text }
        case .comment(let end, let opener):
            readComment(octet, end, opener)
        case .lost: break
        }
        return nil
    }

    // MARK: Content

    /// Looks for the end tag of an element whose content is no markup (WHATWG HTML §13.2.5.9 to 13.2.5.14).
    private mutating func readContent(_ octet: UInt8, _ matched: Int) {
        let start: [UInt8] = [UInt8(ascii: "<"), UInt8(ascii: "/")]
        if matched == start.count + element.count, Self.endsName(octet) {
            (tagName, isEndTag, element) = (element, true, [])
            state = .tagName
            _ = readTag(octet)
            return
        }
        let expected =
            matched < start.count
            ? start[matched] : matched - start.count < element.count ? element[matched - start.count] : nil
        if Syntax.lower(octet) == expected {
            state = .content(matched: matched + 1)
        } else {
            state = .content(matched: octet == UInt8(ascii: "<") ? 1 : 0)
        }
    }

    // MARK: Tags

    private mutating func readTagOpen(_ octet: UInt8) {
        let isEnd = state == .endTagOpen
        switch octet {
        case 0x41...0x5A, 0x61...0x7A:
            (tagName, isEndTag) = ([Syntax.lower(octet)], isEnd)
            state = .tagName
        case UInt8(ascii: "/") where !isEnd: state = .endTagOpen
        case UInt8(ascii: "!") where !isEnd: state = .declaration(dashes: 0)
        case UInt8(ascii: "?") where !isEnd: state = .bogusComment
        case UInt8(ascii: "<") where !isEnd: break
        case UInt8(ascii: ">"): state = .text
        default: state = isEnd ? .bogusComment : .text
        }
    }

    private mutating func readTag(_ octet: UInt8) -> MarkupFault? {
        switch octet {
        case _ where Self.isSpace(octet):
            switch state {
            case .attributeName, .afterAttributeName: state = .afterAttributeName
            case .edge: state = .edge(isSpaced: true)
            default: state = .beforeAttribute
            }
        case UInt8(ascii: "/"): state = .slash
        case UInt8(ascii: ">"): return endTag()
        default: return readName(octet)
        }
        return nil
    }

    private mutating func readName(_ octet: UInt8) -> MarkupFault? {
        switch (state, octet) {
        case (.tagName, _):
            tagName.append(Syntax.lower(octet))
        case (.attributeName, UInt8(ascii: "=")), (.afterAttributeName, UInt8(ascii: "=")):
            state = .beforeValue
            if Self.isPragma(attributeName, of: tagName) { isPragma = true }
        case (.attributeName, _):
            attributeName.append(Syntax.lower(octet))
        case (.edge(let isSpaced), _) where !isSpaced || octet == UInt8(ascii: "="):
            (attributeName, state) = ([Syntax.lower(octet)], .attributeName)
            return .unclearTag
        default:
            attributeName = [Syntax.lower(octet)]
            state = .attributeName
        }
        return nil
    }

    private mutating func endTag() -> MarkupFault? {
        let fault: MarkupFault? = isPragma && mergesContent ? .mergedIntoPragma : nil
        let isForeign = Self.foreignElements.contains(tagName)
        if isEndTag {
            if tagName == foreign { foreign = [] }
            state = .text
        } else if Self.contentElements.contains(tagName), foreign.isEmpty || state != .slash {
            element = tagName
            state = .content(matched: 0)
        } else {
            if isForeign, foreign.isEmpty, state != .slash { foreign = tagName }
            state = .text
        }
        (tagName, isEndTag, attributeName, value) = ([], false, [], ValueProgress(.plain))
        (isPragma, mergesContent) = (false, false)
        return fault
    }

    private mutating func readValue(_ octet: UInt8) -> MarkupFault? {
        if state == .beforeValue {
            guard !Self.isSpace(octet) else { return nil }
            value = ValueProgress(AttributeKind(attributeName, of: tagName))
            switch octet {
            case UInt8(ascii: "\""): state = .value(.double)
            case UInt8(ascii: "'"): state = .value(.single)
            case UInt8(ascii: ">"): return endTag()
            default:
                state = .value(.none)
                return readValue(octet)
            }
            return nil
        }
        switch (state, octet) {
        case (.value(.double), UInt8(ascii: "\"")), (.value(.single), UInt8(ascii: "'")):
            state = .afterValue
        case (.value(.none), UInt8(ascii: ">")):
            return endTag()
        case (.value(.none), _) where Self.isSpace(octet):
            state = .beforeAttribute
        default:
            return value.read(octet)
        }
        if state != .text { (attributeName, value) = ([], ValueProgress(.plain)) }
        return nil
    }

    // MARK: Comments

    private mutating func readDeclaration(_ octet: UInt8, _ dashes: Int) {
        switch octet {
        case UInt8(ascii: "-"): state = dashes == 0 ? .declaration(dashes: 1) : .comment(.start, opener: 0)
        case UInt8(ascii: ">"): state = .text
        default: state = .bogusComment
        }
    }

    private mutating func readComment(_ octet: UInt8, _ end: CommentEnd, _ opener: Int?) {
        var end = end
        guard !end.takes(octet) else {
            state = .text
            return
        }
        let mark: [UInt8] = [UInt8(ascii: "["), UInt8(ascii: "i"), UInt8(ascii: "f")]
        guard let opener, conditional == nil, Syntax.lower(octet) == mark[opener] else {
            state = .comment(end, opener: nil)
            return
        }
        guard opener + 1 == mark.count else {
            state = .comment(end, opener: opener + 1)
            return
        }
        conditional = .text
        state = .condition
    }

    // MARK: Names

    /// Whether an attribute makes a `<meta>` an order to the program that reads it (WHATWG HTML §4.2.5.3).
    static func isPragma(_ attribute: [UInt8], of tag: [UInt8]) -> Bool {
        tag.elementsEqual("meta".utf8) && attribute.elementsEqual("http-equiv".utf8)
    }

    static func isSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0C || octet == 0x0D
    }

    private static func endsName(_ octet: UInt8) -> Bool {
        isSpace(octet) || octet == UInt8(ascii: "/") || octet == UInt8(ascii: ">")
    }

    /// Elements whose content is text only.
    ///
    /// `noscript` is none of them: mail programs run no scripts, and read it.
    private static let contentElements = Set(
        ["title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes", "plaintext"].map {
            Array($0.utf8)
        })

    private static let foreignElements = Set(["svg", "math"].map { Array($0.utf8) })

    /// Whether character references mean something in the content of ``element``.
    var readsReferences: Bool {
        element.elementsEqual("title".utf8) || element.elementsEqual("textarea".utf8)
    }
}
