import Markdown

/// Makes an HTML template from a Markdown template.
///
/// Liquid tags are words to the Markdown parser, so they keep their places; cells are merged into the HTML later, and
/// never read as Markdown.
enum MarkdownBody {
    /// What surrounds the HTML, unless the author wrote a document of his own.
    private static let head = """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>
        <body style="margin:0;padding:16px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
        <div style="max-width:640px">

        """
    private static let foot = "</div>\n</body></html>\n"

    /// Whether references (`[a]`, defined once, used often) could make more HTML of `source` than a body may have; the
    /// parser would end the process where memory ends.
    static func mayOutgrow(_ source: BodySource, limit: Int = Program.Limits.standard.octets) -> Bool {
        var (longest, paragraph, brackets) = (0, 0, 0)
        // A definition is part of a paragraph.
        for line in source.octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            paragraph = line.allSatisfy(Syntax.isSpace) ? 0 : paragraph + line.count
            longest = max(longest, paragraph)
            brackets += line.count { $0 == UInt8(ascii: "[") }
        }
        let (size, overflow) = longest.multipliedReportingOverflow(by: brackets)
        return OctetSearch.holds(Array("]:".utf8), in: source.octets) && (overflow || size > limit)
    }

    /// Nil when a tag of `source` has no end.
    static func template(of source: BodySource) -> DerivedTemplate? {
        guard let mask = MaskedTemplate(source.octets[...], for: .markdown) else { return nil }
        let word = unusedWord(in: mask.octets)
        guard let html = MarkdownDocument.html(of: spelled(mask, word: word)) else { return nil }
        var masked = remasked(html, word: word)
        if !html.lowercasedHolds("<html") { masked = Array(head.utf8) + masked + Array(foot.utf8) }
        var canonical: [UInt8] = []
        LineEnds.appendCanonical(masked[...], to: &canonical)
        return DerivedTemplate(canonical[...], tagsOf: mask)
    }

    /// Letters that the text does not have, to begin the words that stand for tags.
    private static func unusedWord(in text: [UInt8]) -> [UInt8] {
        var word = Array("mgq".utf8)
        while OctetSearch.holds(word, in: text) { word.append(UInt8(ascii: "q")) }
        return word
    }

    /// The text with a word for each mark; tags alone in a line are an HTML comment, which is a block of its own.
    private static func spelled(_ mask: MaskedTemplate, word: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for line in mask.octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let isBlock = isBlock(line, tags: mask.tags)
            var index = line.startIndex
            while index < line.endIndex {
                guard let (tag, end) = MaskedTemplate.mark(in: line, at: index) else {
                    text.append(line[index])
                    index += 1
                    continue
                }
                let spelling = word + Array("\(tag)z".utf8)
                text += isBlock ? Array("<!--".utf8) + spelling + Array("-->".utf8) : spelling
                index = end
            }
            text.append(0x0A)
        }
        return text
    }

    /// Whether a line holds nothing but tags that are no text: `{% … %}`, and what is merged as HTML.
    private static func isBlock(_ line: ArraySlice<UInt8>, tags: [MaskedTemplate.Tag]) -> Bool {
        var index = line.startIndex
        var found = false
        while index < line.endIndex {
            if Syntax.isSpace(line[index]) {
                index += 1
                continue
            }
            guard let (number, end) = MaskedTemplate.mark(in: line, at: index) else { return false }
            let tag = tags[number]
            if tag.kind == .output, !OctetSearch.holds(Array("raw".utf8), in: tag.octets) { return false }
            if tag.kind == .control("echo") { return false }
            found = true
            index = end
        }
        return found
    }

    /// The HTML with a mark for each word.
    private static func remasked(_ html: [UInt8], word: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < html.count {
            guard html[index] == word[0], html[index...].starts(with: word) else {
                text.append(html[index])
                index += 1
                continue
            }
            let digits = html[(index + word.count)...].prefix(while: Syntax.isDigit)
            index = min(digits.endIndex + 1, html.count)
            // In a code block the comment is text.
            for (before, after) in [("<!--", "-->"), ("&lt;!--", "--&gt;")]
            where text.suffix(before.utf8.count).elementsEqual(before.utf8)
                && html[index...].starts(with: after.utf8)
            {
                text.removeLast(before.utf8.count)
                index += after.utf8.count
                break
            }
            text += [MaskedTemplate.opening] + digits + [MaskedTemplate.closing]
        }
        return text
    }
}

extension [UInt8] {
    fileprivate func lowercasedHolds(_ text: StaticString) -> Bool {
        let folded = map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return OctetSearch.holds(text.withUTF8Buffer { Array($0) }, in: folded)
    }
}
