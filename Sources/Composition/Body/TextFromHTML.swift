/// Makes a plain-text template from an HTML template.
///
/// Liquid tags keep their places, so the text part goes the same ways as the HTML, and cells are never read as HTML.
struct TextFromHTML {
    var mask: MaskedTemplate
    let octets: [UInt8]
    let tokens: [HTMLToken]
    var outline: TextOutline
    var open: [OpenElement] = []
    /// What was open where each block began, and at the end of its first branch.
    private var blocks: [(entry: [OpenElement], first: [OpenElement]?, isComplete: Bool)] = []
    private var footnotes: [[UInt8]] = []
    /// The numbers of the URLs that have one, by what they are in the HTML.
    private var footnoteNumbers: [[UInt8]: Int] = [:]
    /// What is read in the link that is open.
    var linkText: [UInt8] = []
    /// A URL with a tag in it may be another one at the end, where the footnotes stand.
    private let hasVariables: Bool
    private var countedLists = 0

    /// A partial has no footnotes: which numbers are taken is known where it is rendered.
    private let isPartial: Bool
    /// The names of partials that stand between paragraphs.
    private let blockPartials: Set<String>

    /// Nil when a tag of `html` has no end.
    private init?(_ html: [UInt8], isPartial: Bool, blockPartials: Set<String>) {
        self.isPartial = isPartial
        self.blockPartials = blockPartials
        guard var mask = MaskedTemplate(html[...], for: .text) else { return nil }
        PlainPipeline.rewrite(&mask)
        octets = mask.octets
        tokens = HTMLScanner(octets).tokens
        let assigning: Set = [
            "assign", "capture", "increment", "decrement", "liquid", "cycle", "include",
        ]
        hasVariables = mask.tags.contains { tag in
            if case .control(let name) = tag.kind { assigning.contains(name) } else { false }
        }
        outline = TextOutline(elseMark: mask.add("{% else %}"))
        self.mask = mask
    }

    /// The text template.
    static func template(of html: [UInt8], blockPartials: Set<String> = []) -> DerivedTemplate? {
        guard var conversion = TextFromHTML(html, isPartial: false, blockPartials: blockPartials) else {
            return nil
        }
        conversion.run()
        return conversion.template
    }

    /// The text template of a partial, and whether it ends a paragraph.
    static func partial(of html: [UInt8]) -> (text: DerivedTemplate, isBlock: Bool)? {
        guard var conversion = TextFromHTML(html, isPartial: true, blockPartials: []) else { return nil }
        conversion.run()
        return (conversion.template, conversion.outline.isLineOwed)
    }

    private var template: DerivedTemplate {
        var canonical: [UInt8] = []
        LineEnds.appendCanonical(outline.text[...], to: &canonical)
        return DerivedTemplate(canonical[...], tagsOf: mask)
    }

    private mutating func run() {
        for index in tokens.indices {
            switch tokens[index] {
            case .text(let range): appendText(octets[range])
            case .start(let element): start(element, at: index)
            case .end(let name): end(name)
            case .tag(let number): take(number, isHidden: isHidden)
            case .hiddenTag(let number): take(number, isHidden: true)
            }
        }
        while !open.isEmpty { closeLast() }
        if !isPartial { appendFootnotes() }
    }

    var isHidden: Bool { open.last?.isHidden ?? false }

    // MARK: Liquid

    private mutating func take(_ number: Int, isHidden: Bool) {
        let mark = [MaskedTemplate.opening] + Array(String(number).utf8) + [MaskedTemplate.closing]
        guard mask.tags.indices.contains(number), case .control(let name) = mask.tags[number].kind else {
            if !isHidden { append(mark) }
            return
        }
        switch name {
        case "if", "unless", "case", "for", "tablerow", "ifchanged", "capture":
            blocks.append((entry: open, first: nil, isComplete: false))
            outline.open(name, mark)
        case "else", "elsif", "when":
            outline.branch(isLast: name.utf8.elementsEqual("else".utf8), mark)
            guard let last = blocks.indices.last else { return }
            if blocks[last].first == nil, !open.contains(where: \.isHidden) { blocks[last].first = open }
            blocks[last].isComplete = true
            restore(blocks[last].entry)
        case _ where name.utf8.starts(with: "end".utf8):
            outline.close(mark)
            // A block that opens an element and does not close it, or the other way round, mostly does so in each of
            // its branches; and where it has one branch only, in another block, too.
            guard let block = blocks.popLast() else { return }
            restore(block.isComplete ? block.first ?? open : block.entry)
        case "render", "include":
            guard !isHidden else { return }
            let isBlock = blockPartials.contains(nameOfPartial(in: mask.tags[number].octets))
            if isBlock { outline.want(.paragraph) }
            append(mark)
            if isBlock { outline.want(.paragraph) }
        case "echo", "cycle", "increment", "decrement":
            if !isHidden { append(mark) }
        default:
            outline.appendTag(mark)
        }
    }

    private func nameOfPartial(in tag: [UInt8]) -> String {
        guard tag.count >= 4 else { return "" }
        var lexer = TagLexer(tag[...], in: 2..<(tag.count - 2))
        while lexer.next.kind != .end, lexer.next.kind != .openString {
            if lexer.next.kind == .string { return Syntax.string(lexer.nextOctets.dropFirst().dropLast()) }
            _ = lexer.take()
        }
        return ""
    }

    private mutating func restore(_ elements: [OpenElement]) {
        open = elements
        updatePrefix()
    }

    // MARK: Text

    /// Appends what is to be read, and remembers it for the link it may stand in.
    mutating func append(_ content: some Sequence<UInt8>) {
        outline.append(content)
        linkText += Array(content)
    }

    private mutating func appendText(_ text: ArraySlice<UInt8>) {
        guard !isHidden else { return }
        let scalars = Array(String(decoding: HTMLReferences.decode(text), as: UTF8.self).unicodeScalars)
        let isPreformatted = open.contains(where: \.isPreformatted) && !isInCell
        var word = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() where !isFiller(at: index, of: scalars) {
            if isPreformatted, scalar == "\n" || scalar == "\r" {
                flush(&word)
                if scalar == "\n" { outline.breakLine() }
            } else if isPreformatted {
                word.append(scalar)
            } else if scalar == "\u{A0}" || Syntax.isSpace(UInt8(exactly: scalar.value) ?? 0xFF) {
                flush(&word)
                want(.space)
            } else {
                word.append(scalar)
            }
        }
        flush(&word)
    }

    private mutating func flush(_ word: inout String.UnicodeScalarView) {
        guard !word.isEmpty else { return }
        append(String(word).utf8)
        word.removeAll()
    }

    /// Whether a scalar only takes room, as those that fill a preheader do.
    private func isFiller(at index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        switch scalars[index].value {
        case 0xAD, 0x34F, 0x200B, 0x2060, 0xFEFF: return true
        // Joiners mean something between two letters, or in an emoji.
        case 0x200C, 0x200D:
            guard index > 0, index + 1 < scalars.count else { return true }
            return [scalars[index - 1], scalars[index + 1]].contains {
                $0.value <= 0x20 || joiners.contains($0.value)
            }
        default: return false
        }
    }

    private var joiners: Set<UInt32> { [0xA0, 0xAD, 0x34F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF] }

    // MARK: Links

    /// Says where a link leads that ends here: by a footnote, or at once where no number is sure.
    mutating func finishLink(to href: [UInt8]) {
        let text = linkText
        linkText = []
        guard let target = LinkTarget(href) else { return }
        guard !target.isSaid(by: text) else { return }
        PlainPipeline.encodeQuery(of: target.octets, in: &mask)
        guard !text.isEmpty else { return append(target.octets) }
        let varies = target.octets.contains(MaskedTemplate.opening)
        guard !target.isAddress, outline.depth == 0, !isPartial, !(varies && hasVariables) else {
            return outline.appendAside(Array("<".utf8) + target.octets + Array(">".utf8))
        }
        outline.appendAside(Array("[\(footnoteNumber(of: target.octets))]".utf8))
    }

    private mutating func footnoteNumber(of url: [UInt8]) -> Int {
        let restored = DerivedTemplate(url[...], tagsOf: mask).octets
        if let known = footnoteNumbers[restored] { return known }
        footnotes.append(url)
        footnoteNumbers[restored] = footnotes.count
        return footnotes.count
    }

    private mutating func appendFootnotes() {
        outline.want(.paragraph)
        for (index, url) in footnotes.enumerated() {
            outline.want(.line)
            outline.append(Array("[\(index + 1)] ".utf8) + url)
        }
    }

    // MARK: Numbered lists

    /// Begins a count that only the rendering knows, and returns the name of its variable.
    mutating func beginCount(from first: Int) -> String {
        countedLists += 1
        let name = "merganser_item_\(countedLists)"
        outline.appendTag(mask.add("{% assign \(name) = \(first - 1) %}"))
        return name
    }

    mutating func counted(_ name: String) -> [UInt8] {
        mask.add("{% assign \(name) = \(name) | plus: 1 %}") + mask.add("{{ \(name) }}") + Array(". ".utf8)
    }
}
