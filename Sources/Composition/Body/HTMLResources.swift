/// What HTML loads when it is shown: images, style sheets, fonts, frames.
///
/// Found with the eyes of somebody who shows it: what hides from this still must not be loaded, so a policy has to
/// forbid that, too.
package enum HTMLResources {
    /// `html` with each URL of a resource replaced.
    ///
    /// - Parameter replacement: gets the URL with its references decoded, and whether an image is expected there; gives
    ///   an URL of unreserved octets, `:;,+/=` (a `data:` URL in base64), or nil for nothing.
    package static func replaced(
        in html: [UInt8], _ replacement: (_ url: [UInt8], _ isImage: Bool) -> [UInt8]?
    ) -> [UInt8] {
        let scanner = HTMLScanner(html)
        var edits: [(range: Range<Int>, octets: [UInt8])] = []
        for case .start(let element) in scanner.tokens {
            for attribute in element.attributes where !attribute.value.isEmpty {
                let value = HTMLReferences.decode(html[attribute.value])
                if attribute.name.utf8.elementsEqual("style".utf8) {
                    guard let style = CSSResources.replaced(in: value, replacement) else { continue }
                    edits.append((attribute.value, escaped(style)))
                } else if let use = use(of: attribute.name, in: element.name) {
                    let url = use == .imageSet ? firstCandidate(value) : trimmed(value)
                    edits.append((attribute.value, replacement(url, use != .other) ?? nothing))
                }
            }
        }
        for range in scanner.styles {
            guard let style = CSSResources.replaced(in: Array(html[range]), replacement) else { continue }
            edits.append((range, style))
        }
        var result: [UInt8] = []
        var position = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where edit.range.lowerBound >= position {
            result += html[position..<edit.range.lowerBound]
            result += edit.octets
            position = edit.range.upperBound
        }
        return result + html[position...]
    }

    /// An URL that loads nothing.
    private static let nothing = Array("data:,".utf8)

    private enum Use { case image, imageSet, other }

    private static func use(of attribute: String, in element: String) -> Use? {
        switch (element, attribute) {
        case (_, "background"), ("img", "src"), ("input", "src"), ("video", "poster"),
            ("image", "href"), ("image", "xlink:href"):
            .image
        case (_, "srcset"), (_, "imagesrcset"): .imageSet
        case (_, "src"), ("object", "data"), ("link", "href"), ("use", "href"), ("use", "xlink:href"): .other
        default: nil
        }
    }

    private static func firstCandidate(_ value: [UInt8]) -> [UInt8] {
        Array(trimmed(value).prefix { !Syntax.isSpace($0) && $0 != UInt8(ascii: ",") })
    }

    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        Array(value.drop(while: Syntax.isSpace).reversed().drop(while: Syntax.isSpace).reversed())
    }

    /// For an attribute, in whatever quotes it stands.
    private static func escaped(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        HTMLEscape.append(text.span, to: &output)
        return output
    }
}

/// The same for style sheets and `style` attributes.
enum CSSResources {
    /// Nil where nothing is loaded.
    static func replaced(
        in css: [UInt8], _ replacement: (_ url: [UInt8], _ isImage: Bool) -> [UInt8]?
    ) -> [UInt8]? {
        var result: [UInt8] = []
        var position = 0
        var index = 0
        while index < css.count {
            if starts("@import", css, at: index) {
                let end = css[index...].firstIndex(of: UInt8(ascii: ";")) ?? css.count - 1
                result += css[position..<index]
                position = end + 1
                index = position
            } else if starts("url(", css, at: index) {
                let (url, end) = url(in: css, from: index + 4)
                result += css[position..<index]
                if let new = replacement(url, true) {
                    result += "url(".utf8
                    result += new
                    result += ")".utf8
                } else {
                    result += "none".utf8
                }
                position = end
                index = end
            } else {
                index += 1
            }
        }
        return position == 0 ? nil : result + css[position...]
    }

    private static func starts(_ word: StaticString, _ css: [UInt8], at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= css.count else { return false }
        let found = css[index..<(index + word.utf8CodeUnitCount)].map(Syntax.lower)
        return word.withUTF8Buffer { found.elementsEqual($0) }
    }

    /// The URL that begins at `start`, and where its `)` has been passed.
    private static func url(in css: [UInt8], from start: Int) -> (url: [UInt8], end: Int) {
        var index = start
        while index < css.count, Syntax.isSpace(css[index]) { index += 1 }
        guard index < css.count else { return ([], css.count) }
        let isQuoted = css[index] == UInt8(ascii: "\"") || css[index] == UInt8(ascii: "'")
        let stop = isQuoted ? css[index] : UInt8(ascii: ")")
        let first = isQuoted ? index + 1 : index
        let last = css[first...].firstIndex(of: stop) ?? css.count
        let end = css[last...].firstIndex(of: UInt8(ascii: ")")).map { $0 + 1 } ?? css.count
        let url = css[first..<last]
        return (Array(url.reversed().drop(while: Syntax.isSpace).reversed()), end)
    }
}
