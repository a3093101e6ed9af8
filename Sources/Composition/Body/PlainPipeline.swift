/// Takes out of tags what only means something in HTML, when they come to stand in plain text.
enum PlainPipeline {
    private static let markup: Set<String> = ["raw", "escape", "escape_once", "newline_to_br"]

    /// Rewrites `{{ … }}`, `assign` and `echo` of `mask`.
    static func rewrite(_ mask: inout MaskedTemplate) {
        for (number, tag) in mask.tags.enumerated() {
            switch tag.kind {
            case .output, .control("assign"), .control("echo"):
                if let plain = withoutMarkup(tag.octets) { mask.replace(number, by: plain) }
            default: break
            }
        }
    }

    /// The tag without filters that make HTML; what was merged as HTML loses its tags.
    private static func withoutMarkup(_ tag: [UInt8]) -> [UInt8]? {
        guard tag.count >= 4 else { return nil }
        var lexer = TagLexer(tag[...], in: 2..<(tag.count - 2))
        var plain: [UInt8] = []
        var start = 0
        // What was escaped has no tags.
        var isEscaped = false
        while lexer.next.kind != .end, lexer.next.kind != .openString {
            let bar = lexer.take()
            guard tag[bar.range].elementsEqual("|".utf8), lexer.next.kind == .name else { continue }
            let name = lexer.take()
            let filter = Syntax.string(tag[name.range])
            let isAlone = lexer.next.kind == .end || lexer.isNext("|")
            guard isAlone, markup.contains(filter) else { continue }
            plain += tag[start..<bar.range.lowerBound]
            start = name.range.upperBound
            if filter != "raw" {
                isEscaped = true
            } else if !isEscaped {
                plain += Array("| strip_html".utf8)
            }
        }
        return start == 0 ? nil : plain + tag[start...]
    }

    /// Has what is merged behind the `?` or `#` of a URL percent-encoded, as it is in the HTML.
    static func encodeQuery(of url: [UInt8], in mask: inout MaskedTemplate) {
        guard let query = url.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            return
        }
        for index in url[query...].indices {
            guard let (number, _) = MaskedTemplate.mark(in: url[...], at: index),
                mask.tags.indices.contains(number), mask.tags[number].kind == .output
            else { continue }
            mask.replace(number, by: withQueryEncoding(mask.tags[number].octets))
        }
    }

    /// The tag with its value percent-encoded, unless the author has seen to that.
    private static func withQueryEncoding(_ tag: [UInt8]) -> [UInt8] {
        guard tag.count >= 4 else { return tag }
        var lexer = TagLexer(tag[...], in: 2..<(tag.count - 2))
        while lexer.next.kind != .end, lexer.next.kind != .openString {
            if tag[lexer.take().range].elementsEqual("url_encode".utf8) { return tag }
        }
        let hasHyphen = tag[tag.count - 3] == UInt8(ascii: "-")
        let end = tag.count - (hasHyphen ? 3 : 2)
        // A `+` is a space in forms only; `%20` is one everywhere.
        return tag[..<end] + Array("| url_encode | replace: \"+\", \"%20\" ".utf8) + tag[end...]
    }
}
