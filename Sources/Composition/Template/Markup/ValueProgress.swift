/// How far into an attribute's value, by the grammar of what it holds.
struct ValueProgress: Equatable {
    enum Part: Equatable {
        /// Nothing yet but white space.
        case start
        /// Of a URL: text that could still become a scheme; ``ValueProgress/word`` holds it.
        case opening
        /// Of a URL: after a value that was merged at its start, before anything that says which part follows.
        case merged
        /// Of a URL: after `scheme:` or at the start, with so many slashes.
        case slashes(Int)
        case authority
        case path
        /// Of a URL: the query or the fragment.
        case query
        /// Of a URL whose scheme makes a program or a document of the rest.
        case program
        /// Of a style: where a property stands, or its value, or `url(…)`.
        case property, styleValue, styleURL
        /// Branches ended in different parts.
        case unclear
    }

    let kind: AttributeKind
    var part: Part
    var word: [UInt8] = []

    init(_ kind: AttributeKind) {
        self.kind = kind
        part = kind == .style ? .property : .start
    }

    /// Goes on past an octet of the template.
    mutating func read(_ octet: UInt8) -> MarkupFault? {
        switch kind {
        case .plain, .program: return nil
        case .style: readStyle(octet)
        case .urlList where MarkupContext.isSpace(octet) || octet == UInt8(ascii: ","):
            (part, word) = (.start, [])
        case .url, .urlList: return readURL(octet)
        }
        return nil
    }

    /// Goes on past a merged value.
    mutating func readMerged() {
        switch part {
        case .start, .opening: (part, word) = (.merged, [])
        case .slashes: part = isBeforeHost ? .authority : .path
        case .merged, .authority, .path, .query, .program, .property, .styleValue, .styleURL, .unclear: break
        }
    }

    // MARK: URLs

    /// Whether the name of a host comes next: behind two slashes, and behind `https:` in any case, since browsers pass
    /// over missing slashes and additional ones (WHATWG URL §4.4, "special authority ignore slashes state").
    var isBeforeHost: Bool {
        guard case .slashes(let count) = part else { return false }
        return count > 1 || word.elementsEqual("https".utf8) || word.elementsEqual("http".utf8)
    }

    private mutating func readURL(_ octet: UInt8) -> MarkupFault? {
        let isMark = octet == UInt8(ascii: "?") || octet == UInt8(ascii: "#")
        switch part {
        case .start:
            guard octet > 0x20 else { return nil }
            part = .opening
            return readURL(octet)
        case .opening, .merged:
            return readOpening(octet)
        case .slashes(let count):
            if octet == UInt8(ascii: "/") || octet == UInt8(ascii: "\\") {
                part = .slashes(min(count + 1, 2))
            } else if isMark {
                part = .query
            } else {
                part = isBeforeHost ? .authority : .path
            }
        case .authority:
            if octet == UInt8(ascii: "/") || octet == UInt8(ascii: "\\") { part = .path }
            if isMark { part = .query }
        case .path, .unclear:
            if isMark { part = .query }
        case .query, .program, .property, .styleValue, .styleURL: break
        }
        return nil
    }

    private mutating func readOpening(_ octet: UInt8) -> MarkupFault? {
        switch octet {
        case UInt8(ascii: ":") where part == .merged:
            part = .query
            return .mergedScheme
        case UInt8(ascii: ":"):
            part = URLScheme.programs.contains(word) ? .program : .slashes(0)
        case UInt8(ascii: "/"), UInt8(ascii: "\\"):
            part = word.isEmpty && part == .opening ? .slashes(1) : .path
        case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "&"):
            // After a merged URL, `&` goes on with its query; elsewhere it begins a character reference, which
            // nothing that is merged into a query can complete.
            part = .query
        case 0x09, 0x0A, 0x0D: break
        default:
            if part == .opening { word.append(Syntax.lower(octet)) }
        }
        return nil
    }

    // MARK: Styles

    private mutating func readStyle(_ octet: UInt8) {
        switch octet {
        case UInt8(ascii: ":") where part == .property: part = .styleValue
        case UInt8(ascii: "(") where word.elementsEqual("url".utf8): part = .styleURL
        case UInt8(ascii: ")") where part == .styleURL: part = .styleValue
        case UInt8(ascii: ";") where part != .styleURL: part = .property
        default: break
        }
        let lower = Syntax.lower(octet)
        if 0x61...0x7A ~= lower, word.count < 3 { word.append(lower) } else { word = [] }
    }
}

/// What the beginning of a URL says about the rest.
enum URLScheme {
    /// Schemes whose URLs are programs or documents themselves.
    static let programs = Set(["javascript", "vbscript", "data"].map { Array($0.utf8) })

    /// What a cell may begin with.
    ///
    /// A URL without a scheme is relative, and allowed.
    static let allowed: [StaticString] = ["https", "http", "mailto", "tel", "sms", "cid"]
}
