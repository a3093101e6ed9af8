/// An element that is open while text is made from HTML.
struct OpenElement: Equatable {
    let name: String
    var isHidden = false
    var isPreformatted = false
    /// What it puts before every line inside it.
    var prefix: [UInt8] = []
    /// The target of a link.
    var href: [UInt8]?
    /// A table, or a part of one, whose cells stand side by side.
    var isData = false
    /// Cells of this row so far.
    var cells = 0
    /// The next number of a list, when it is known now.
    var number = 1
    /// The variable that counts the items, when it is not.
    var counter: String?
}

extension TextFromHTML {
    private static let hiddenElements: Set<String> = [
        "head", "script", "style", "title", "template", "svg", "object",
    ]
    private static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "dl", "figure", "address",
        "fieldset",
    ]
    private static let lines: Set<String> = [
        "div", "section", "article", "header", "footer", "main", "nav", "aside", "center", "form", "dt", "dd",
        "caption",
        "figcaption", "li", "body", "html", "legend", "option",
    ]
    /// Elements inside elements; what is deeper counts as part of the one around it, as in browsers.
    private static let depthLimit = 512

    /// What cannot stand in a table whose cells are mere text.
    private static let shaping: Set<String> = paragraphs.union(["div", "ul", "ol", "img", "center", "hr"])

    var isInCell: Bool { open.contains { $0.isData && ($0.name == "td" || $0.name == "th") } }

    /// Asks for a gap; inside a cell among others there is only room for a space.
    mutating func want(_ gap: TextOutline.Gap) {
        outline.want(isInCell ? min(gap, .space) : gap)
    }

    // MARK: Start tags

    mutating func start(_ element: HTMLElement, at index: Int) {
        closeImplied(by: element.name)
        guard !isHidden, !Self.hides(element, in: octets) else {
            if !element.isVoid, open.count < Self.depthLimit {
                open.append(OpenElement(name: element.name, isHidden: true))
            }
            return
        }
        if element.isVoid { return appendVoid(element) }
        guard open.count < Self.depthLimit else { return }
        var opened = OpenElement(name: element.name)
        if let gap = gap(around: element.name) { want(gap) }
        switch element.name {
        case "a":
            opened.href = element.value("href").map { HTMLReferences.decode(octets[$0]) }
            linkText = []
        case "blockquote": opened.prefix = Array("> ".utf8)
        case "pre", "textarea": opened.isPreformatted = true
        case "ol", "ul": startList(element, &opened, at: index)
        case "li": startItem(&opened)
        case "dd": opened.prefix = Array("  ".utf8)
        case "table": opened.isData = isData(element, at: index)
        case "tr": opened.isData = table?.isData ?? false
        case "td", "th": startCell(&opened)
        default: break
        }
        open.append(opened)
        updatePrefix()
    }

    private func gap(around name: String) -> TextOutline.Gap? {
        if Self.paragraphs.contains(name) { return .paragraph }
        if Self.lines.contains(name) { return .line }
        let isNested = open.contains { $0.name == "li" }
        switch name {
        case "ol", "ul": return isNested ? .line : .paragraph
        case "tr": return table?.isData == true ? .line : .paragraph
        case "td", "th": return table?.isData == true ? nil : .paragraph
        default: return nil
        }
    }

    private mutating func appendVoid(_ element: HTMLElement) {
        switch element.name {
        case "br":
            if isInCell { want(.space) } else { outline.breakLine() }
        case "hr":
            want(.paragraph)
            append(repeatElement(UInt8(ascii: "-"), count: 40))
            want(.paragraph)
        case "img":
            let text = element.value("alt").map { HTMLReferences.decode(octets[$0]) } ?? []
            let words = text.split(whereSeparator: Syntax.isSpace)
            for (number, word) in words.enumerated() {
                if number > 0 { want(.space) }
                append(word)
            }
        case "input" where element.value("type").map({ octets[$0].elementsEqual("checkbox".utf8) }) ?? false:
            append((element.value("checked") == nil ? "[ ]" : "[x]").utf8)
        default: break
        }
    }

    private static func hides(_ element: HTMLElement, in octets: [UInt8]) -> Bool {
        if hiddenElements.contains(element.name) || element.value("hidden") != nil { return true }
        guard let style = element.value("style") else { return false }
        let folded = octets[style].filter { !Syntax.isSpace($0) }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        let declarations = Set(
            folded.split(separator: UInt8(ascii: ";")).map { declaration in
                String(decoding: declaration.prefix { $0 != UInt8(ascii: "!") }, as: UTF8.self)
            })
        let hiding: Set = [
            "display:none", "visibility:hidden", "max-height:0", "max-height:0px", "opacity:0",
        ]
        return !declarations.isDisjoint(with: hiding)
    }

    // MARK: Lists

    private mutating func startList(_ element: HTMLElement, _ opened: inout OpenElement, at index: Int) {
        guard element.name == "ol" else { return }
        if let start = element.value("start") {
            // The author's own text, and HTML's integers may have a sign; one that is too large counts as none.
            opened.number =
                Int(String(decoding: octets[start], as: UTF8.self)).map { min(max($0, 0), 1_000_000) } ?? 1
        }
        if hasTags(inside: "ol", after: index) { opened.counter = beginCount(from: opened.number) }
    }

    private mutating func startItem(_ opened: inout OpenElement) {
        guard !isInCell else { return }
        var sign = Array("- ".utf8)
        var width = sign.count
        if let list = open.lastIndex(where: { $0.name == "ol" || $0.name == "ul" }), open[list].name == "ol" {
            sign = open[list].counter.map { counted($0) } ?? Array("\(open[list].number). ".utf8)
            width = open[list].counter == nil ? sign.count : 3
            open[list].number += 1
        }
        opened.prefix = Array(repeating: 0x20, count: width)
        outline.marker = (width, sign)
    }

    private func hasTags(inside name: String, after index: Int) -> Bool {
        var depth = 1
        for token in tokens[(index + 1)...] {
            switch token {
            case .start(let element) where element.name == name: depth += 1
            case .end(name): depth -= 1
            case .tag(let number), .hiddenTag(let number):
                if case .control = mask.tags[number].kind { return true }
            default: break
            }
            if depth == 0 { return false }
        }
        return false
    }

    // MARK: Tables

    private var table: OpenElement? { open.last { $0.name == "table" } }

    private mutating func startCell(_ opened: inout OpenElement) {
        guard table?.isData == true, let row = open.lastIndex(where: { $0.name == "tr" }) else { return }
        opened.isData = true
        if open[row].cells > 0 {
            outline.want(.space)
            append("|".utf8)
            outline.want(.space)
        }
        open[row].cells += 1
    }

    /// Whether a table holds data and does not only put things in their places, as most tables in mail do.
    private func isData(_ element: HTMLElement, at index: Int) -> Bool {
        let role = element.value("role").map { String(decoding: octets[$0], as: UTF8.self) } ?? ""
        guard role != "presentation", role != "none" else { return false }
        var (hasHeaders, isShaped) = (false, false)
        var (cells, mostCells) = (0, 0)
        scan: for token in tokens[(index + 1)...] {
            switch token {
            case .start(let inner) where inner.name == "table": return false
            case .start(let inner) where inner.name == "tr": cells = 0
            case .start(let inner) where inner.name == "td" || inner.name == "th":
                cells += 1
                mostCells = max(mostCells, cells)
                if inner.name == "th" { hasHeaders = true }
            case .start(let inner) where Self.shaping.contains(inner.name): isShaped = true
            case .end("table"): break scan
            default: break
            }
        }
        let border = element.value("border").map { String(decoding: octets[$0], as: UTF8.self) } ?? "0"
        return hasHeaders || border != "0" && border != "" || mostCells > 1 && !isShaped
    }

    // MARK: End tags

    /// Closes what a start tag closes by itself (HTML Standard §13.1.2.4).
    private mutating func closeImplied(by name: String) {
        switch name {
        case "li": close(["li"], within: ["ul", "ol"])
        case "td", "th": close(["td", "th"], within: ["tr", "table"])
        case "tr", "tbody", "tfoot": close(["td", "th", "tr"], within: ["table"])
        case "dt", "dd": close(["dt", "dd"], within: ["dl"])
        case "body": close(["head"], within: ["html"])
        default:
            let isBlock =
                Self.paragraphs.contains(name) || Self.lines.contains(name) || name == "ul" || name == "ol"
            if isBlock, open.last?.name == "p" { closeLast() }
        }
    }

    private mutating func close(_ names: Set<String>, within limits: Set<String>) {
        while let index = open.lastIndex(where: { names.contains($0.name) || limits.contains($0.name) }),
            names.contains(open[index].name)
        {
            while open.count > index { closeLast() }
        }
    }

    mutating func end(_ name: String) {
        let limit = open.lastIndex { $0.name == "table" } ?? 0
        guard let index = open.lastIndex(where: { $0.name == name }) else { return }
        guard index >= limit || name == "body" || name == "html" else { return }
        while open.count > index { closeLast() }
    }

    mutating func closeLast() {
        guard let element = open.popLast() else { return }
        defer { updatePrefix() }
        guard !element.isHidden else { return }
        if let href = element.href { finishLink(to: href) }
        if element.name == "li" { outline.marker = nil }
        if let gap = gap(around: element.name) { want(gap) }
    }

    mutating func updatePrefix() {
        outline.prefix = open.flatMap(\.prefix)
    }
}
