/// Finds the files that an HTML template names by relative paths, and makes `cid:` references of them.
struct ImageEmbedding {
    private(set) var images: [EmbeddedImage] = []
    private(set) var faults: [(problem: MessageFault, offset: Int, path: [UInt8])] = []

    private let mask: MaskedTemplate
    private let columns: ColumnTable
    private let names: [String]
    private let folder: AttachmentFolder
    private let key: KeyedHash
    private var replacements: [(range: Range<Int>, identifier: [UInt8])] = []
    private var known: [[UInt8]: [UInt8]] = [:]

    /// Nil when a tag of `html` has no end.
    init?(_ html: [UInt8], columns: ColumnTable, names: [String], folder: AttachmentFolder, key: KeyedHash) {
        guard let mask = MaskedTemplate(html[...], for: .rewriting) else { return nil }
        self.mask = mask
        self.columns = columns
        self.names = names
        self.folder = folder
        self.key = key
        find()
    }

    /// The HTML with its references; nil when it has none.
    func rewritten() -> DerivedTemplate? {
        guard !replacements.isEmpty else { return nil }
        var text: [UInt8] = []
        var start = 0
        for (range, identifier) in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            text += mask.octets[start..<range.lowerBound] + Array("cid:".utf8) + identifier
            start = range.upperBound
        }
        return DerivedTemplate((text + mask.octets[start...])[...], tagsOf: mask, keepsBraces: true)
    }

    // MARK: References

    private mutating func find() {
        let scanner = HTMLScanner(mask.octets)
        var depth = 0
        for token in scanner.tokens {
            switch token {
            case .tag(let number), .hiddenTag(let number):
                depth += LiquidTag(in: mask.tags[number].octets, at: 0)?.depthChange ?? 0
            case .start(let element):
                find(in: element, isInBlock: depth > 0)
            case .text, .end: break
            }
        }
        for style in scanner.styles { findURLs(in: style, isInBlock: true) }
    }

    private mutating func find(in element: HTMLElement, isInBlock: Bool) {
        for attribute in element.attributes {
            switch attribute.name {
            case "src" where element.name == "img" || element.name == "input", "background":
                embed(attribute.value, isInBlock: isInBlock)
            case "style":
                findURLs(in: attribute.value, isInBlock: isInBlock)
            default: break
            }
        }
    }

    /// Finds `url(…)` of images; a style sheet or a font stays where it is.
    private mutating func findURLs(in range: Range<Int>, isInBlock: Bool) {
        let octets = mask.octets
        var index = range.lowerBound
        while index + 4 <= range.upperBound {
            let isURL = octets[index..<(index + 4)].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }.elementsEqual(
                "url(".utf8)
            guard isURL, let end = octets[(index + 4)..<range.upperBound].firstIndex(of: UInt8(ascii: ")"))
            else {
                index += 1
                continue
            }
            let url = Self.unquoted((index + 4)..<end, in: octets)
            if Self.isImage(octets[url]) { embed(url, isInBlock: isInBlock) }
            index = end
        }
    }

    private static func isImage(_ path: ArraySlice<UInt8>) -> Bool {
        MediaType.of(fileNamed: path).withUTF8Buffer { $0.starts(with: "image/".utf8) }
    }

    private static func unquoted(_ range: Range<Int>, in octets: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        func isSpace(_ index: Int) -> Bool { Syntax.isSpace(octets[index]) }
        while start < end, isSpace(start) { start += 1 }
        while start < end, isSpace(end - 1) { end -= 1 }
        for quote in ["\"", "'", "&quot;", "&#39;", "&apos;"] {
            let length = quote.utf8.count
            guard end - start >= 2 * length, octets[start..<end].starts(with: quote.utf8),
                octets[start..<end].suffix(length).elementsEqual(quote.utf8)
            else { continue }
            return (start + length)..<(end - length)
        }
        return start..<end
    }

    // MARK: Files

    private mutating func embed(_ range: Range<Int>, isInBlock: Bool) {
        let value = HTMLReferences.decode(mask.octets[range])
        let path = Array(value.drop(while: Syntax.isSpace).reversed().drop(while: Syntax.isSpace).reversed())
        // What begins with a tag is a URL that the list has, as far as anybody can tell.
        guard let first = path.first, first != MaskedTemplate.opening, first != UInt8(ascii: "#"),
            !path.starts(with: "//".utf8), LinkTarget.scheme(of: path).isEmpty
        else { return }
        if let identifier = known[path] { return replacements.append((range, identifier)) }
        let isMerged = path.contains(MaskedTemplate.opening)
        let file = isMerged ? perRowFile(path, at: range, isInBlock: isInBlock) : sharedFile(path, at: range)
        guard let file else { return }
        known[path] = file.contentID
        images.append(file)
        replacements.append((range, file.contentID))
    }

    private mutating func sharedFile(_ written: [UInt8], at range: Range<Int>) -> EmbeddedImage? {
        let path = Hexadecimal.decoded(written)
        let identifier = EmbeddedImage.contentID(for: path, key: key)
        do {
            let content = try folder.readNamed(path[...])
            let label = AttachmentLabel(path: path[...], contentID: identifier)
            let file = StaticAttachment(path: path, content: content, label: label)
            return EmbeddedImage(file: .shared(file), contentID: identifier)
        } catch {
            let shown = String(decoding: path, as: UTF8.self)
            note(.image(error, path: shown), at: range, path: written)
            return nil
        }
    }

    private mutating func perRowFile(_ masked: [UInt8], at range: Range<Int>, isInBlock: Bool)
        -> EmbeddedImage?
    {
        let path = DerivedTemplate(masked[...], tagsOf: mask).octets
        var found: [TemplateFault] = []
        let program = Program.compile(
            path[...], file: "", line: 1, column: 1, columns: columns, place: .header, faults: &found)
        guard !isInBlock, found.isEmpty else {
            note(.imagePathVaries(String(decoding: path, as: UTF8.self)), at: range, path: path)
            return nil
        }
        return EmbeddedImage(
            file: .perRow(SharedProgram(program), column: program.onlyColumn(among: names)),
            contentID: EmbeddedImage.contentID(for: path, key: key))
    }

    private mutating func note(_ problem: MessageFault, at range: Range<Int>, path: [UInt8]) {
        faults.append((problem, mask.sourceOffset(of: range.lowerBound), path))
    }
}
