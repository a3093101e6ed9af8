/// A piece of HTML, as far as it matters for finding what a body says and shows.
enum HTMLToken: Equatable {
    case text(Range<Int>)
    case start(HTMLElement)
    /// The name in lower case.
    case end(String)
    /// A Liquid tag between others.
    case tag(Int)
    /// A Liquid tag inside a comment, a style or a script, where nothing is shown.
    case hiddenTag(Int)
}

/// A start tag with its attributes.
struct HTMLElement: Equatable {
    struct Attribute: Equatable {
        /// In lower case.
        let name: String
        /// As written, without its quotes; references are not decoded.
        let value: Range<Int>
    }

    /// In lower case.
    let name: String
    var attributes: [Attribute] = []
    /// Where its `<` stands.
    let offset: Int

    func value(_ name: String) -> Range<Int>? {
        attributes.first { $0.name == name }?.value
    }

    private static let voids: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]

    /// Whether it has no end tag.
    var isVoid: Bool { Self.voids.contains(name) }
}

/// Divides HTML with masked Liquid tags into tokens, as forgivingly as browsers do.
struct HTMLScanner {
    private(set) var tokens: [HTMLToken] = []
    /// Where the content of `<style>` stands.
    private(set) var styles: [Range<Int>] = []

    private let octets: [UInt8]
    private var index = 0

    init(_ octets: [UInt8]) {
        self.octets = octets
        while index < octets.count { next() }
    }

    private mutating func next() {
        let start = index
        while index < octets.count, octets[index] != UInt8(ascii: "<") || !opensMarkup(index) { index += 1 }
        appendText(start..<index)
        guard index < octets.count else { return }
        switch octets[index + 1] {
        case UInt8(ascii: "!") where octets[index...].starts(with: "<!--".utf8):
            let end = find("-->", from: index + 4)
            appendHidden((index + 4)..<end)
            index = min(end + 3, octets.count)
        case UInt8(ascii: "!"), UInt8(ascii: "?"):
            let end = find(">", from: index + 2)
            appendHidden((index + 2)..<end)
            index = min(end + 1, octets.count)
        case UInt8(ascii: "/"):
            index += 2
            let name = takeName()
            index = min(find(">", from: index) + 1, octets.count)
            tokens.append(.end(name))
        default:
            takeStart()
        }
    }

    /// Whether the `<` at `index` is more than a sign in the text.
    private func opensMarkup(_ index: Int) -> Bool {
        guard index + 1 < octets.count else { return false }
        let next = octets[index + 1]
        if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") { return true }
        let letter = next == UInt8(ascii: "/") && index + 2 < octets.count ? octets[index + 2] : next
        return 0x61...0x7A ~= letter | 0x20
    }

    // MARK: Text

    private mutating func appendText(_ range: Range<Int>) {
        var start = range.lowerBound
        forEachTag(in: range) { scanner, tag, place in
            if start < place.lowerBound { scanner.tokens.append(.text(start..<place.lowerBound)) }
            scanner.tokens.append(.tag(tag))
            start = place.upperBound
        }
        if start < range.upperBound { tokens.append(.text(start..<range.upperBound)) }
    }

    private mutating func appendHidden(_ range: Range<Int>) {
        forEachTag(in: range) { scanner, tag, _ in scanner.tokens.append(.hiddenTag(tag)) }
    }

    private mutating func forEachTag(
        in range: Range<Int>, _ take: (inout HTMLScanner, Int, Range<Int>) -> Void
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            if let (tag, end) = MaskedTemplate.mark(in: octets[..<range.upperBound], at: index) {
                take(&self, tag, index..<end)
                index = end
            } else {
                index += 1
            }
        }
    }

    // MARK: Tags

    private mutating func takeStart() {
        let offset = index
        index += 1
        var element = HTMLElement(name: takeName(), offset: offset)
        while index < octets.count, octets[index] != UInt8(ascii: ">") {
            if Syntax.isSpace(octets[index]) || octets[index] == UInt8(ascii: "/") {
                index += 1
            } else if let (_, end) = MaskedTemplate.mark(in: octets[...], at: index) {
                // A Liquid tag among the attributes, `<td {% if … %}`.
                index = end
            } else {
                takeAttribute(of: &element)
            }
        }
        index = min(index + 1, octets.count)
        tokens.append(.start(element))
        switch element.name {
        case "script", "style", "title": skipContent(of: element.name)
        default: break
        }
    }

    private mutating func takeName() -> String {
        let start = index
        while index < octets.count, !Syntax.isSpace(octets[index]), octets[index] != UInt8(ascii: ">"),
            octets[index] != UInt8(ascii: "/"), octets[index] != MaskedTemplate.opening
        {
            index += 1
        }
        return lowercased(start..<index)
    }

    private func lowercased(_ range: Range<Int>) -> String {
        String(decoding: octets[range].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private mutating func takeAttribute(of element: inout HTMLElement) {
        let start = index
        let ends = OctetSet(0x09...0x0D, 0x20...0x20, and: "=>/")
        repeat { index += 1 } while index < octets.count && !ends.contains(octets[index])
        let name = lowercased(start..<index)
        var equals = index
        while equals < octets.count, Syntax.isSpace(octets[equals]) { equals += 1 }
        guard equals < octets.count, octets[equals] == UInt8(ascii: "=") else {
            element.attributes.append(HTMLElement.Attribute(name: name, value: index..<index))
            return
        }
        index = equals + 1
        while index < octets.count, Syntax.isSpace(octets[index]) { index += 1 }
        element.attributes.append(HTMLElement.Attribute(name: name, value: takeValue()))
    }

    private mutating func takeValue() -> Range<Int> {
        guard index < octets.count else { return index..<index }
        let quote = octets[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = index + 1
            let end = octets[start...].firstIndex(of: quote) ?? octets.count
            index = min(end + 1, octets.count)
            return start..<end
        }
        let start = index
        while index < octets.count, !Syntax.isSpace(octets[index]), octets[index] != UInt8(ascii: ">") {
            index += 1
        }
        return start..<index
    }

    /// Goes to the end tag of an element whose content is no HTML.
    private mutating func skipContent(of name: String) {
        var end = index
        repeat {
            end = find("</", from: end)
            guard end < octets.count else { break }
            let nameEnd = min(end + 2 + name.utf8.count, octets.count)
            if lowercased((end + 2)..<nameEnd).utf8.elementsEqual(name.utf8) { break }
            end += 2
        } while true
        if name.utf8.elementsEqual("style".utf8) { styles.append(index..<end) }
        appendHidden(index..<end)
        index = end
    }

    private func find(_ text: StaticString, from start: Int) -> Int {
        text.withUTF8Buffer { text in
            var index = min(start, octets.count)
            while index + text.count <= octets.count {
                if octets[index..<(index + text.count)].elementsEqual(text) { return index }
                index += 1
            }
            return octets.count
        }
    }
}
