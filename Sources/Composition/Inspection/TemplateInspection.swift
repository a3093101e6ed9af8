/// Finds in the files of a template what is no fault and may not be meant.
///
/// What has to be known of a row is the business of ``MessageInspection``.
package struct TemplateInspection {
    private var notices: [TemplateNotice] = []
    private let columns: ColumnTable

    /// - Parameter columns: the names that the list offers.
    /// - Returns: file by file, in the order of lines. What the compiler finds at fault is passed over.
    package static func notices(of source: TemplateSource, columns: [String]) -> [TemplateNotice] {
        var inspection = TemplateInspection(columns: ColumnTable(columns))
        var files = [source.message] + [source.html, source.markdown].compactMap(\.self)
        files += source.partials.readable
        for file in files { inspection.inspectText(of: file) }
        inspection.inspectBodies(of: source)
        let order = Dictionary(files.enumerated().map { ($1.path, $0) }) { first, _ in first }
        return inspection.notices.sorted {
            (order[$0.file] ?? 0, $0.line, $0.column) < (order[$1.file] ?? 0, $1.line, $1.column)
        }
    }

    private init(columns: ColumnTable) { self.columns = columns }

    // MARK: Text

    /// Tags of other programs and text in a wrong encoding, wherever they stand.
    private mutating func inspectText(of file: SourceFile) {
        guard UTF8Text.firstFault(in: file.octets[...]) == nil else { return }
        let body = BodySource(file.octets[...], file: file.path, line: 1)
        var lexer = TemplateLexer(body.octets[...])
        lexer.run()
        for segment in lexer.segments where segment.kind == .text && !isRaw(segment, in: body.octets) {
            let text = body.octets[segment.range]
            for tag in ForeignTag.all(in: text, columns: columns) {
                let written = String(decoding: body.octets[tag.range], as: UTF8.self)
                note(.foreignTag(written, column: tag.column), body, at: tag.range.lowerBound)
            }
            if let mojibake = Mojibake.first(in: text) {
                let found = OctetSearch.position(of: Array(mojibake.found.utf8)[...], in: text)
                note(
                    .mojibake(mojibake.found, meant: mojibake.meant), body,
                    at: found ?? segment.range.lowerBound)
            }
        }
    }

    /// Whether the author said that braces are meant there.
    private func isRaw(_ segment: Segment, in octets: [UInt8]) -> Bool {
        var before = octets[..<segment.start]
        guard before.suffix(2).elementsEqual("%}".utf8) else { return false }
        before = before.dropLast(2)
        while let last = before.last, Syntax.isSpace(last) || last == UInt8(ascii: "-") {
            before.removeLast()
        }
        return before.suffix(3).elementsEqual("raw".utf8)
    }

    private mutating func note(_ problem: TemplateNotice.Problem, _ body: BodySource, at index: Int) {
        let place = body.place(of: index)
        notices.append(
            TemplateNotice(file: body.file, line: place.line, column: place.column, problem: problem))
    }

    // MARK: Bodies

    private mutating func inspectBodies(of source: TemplateSource) {
        guard source.files.allSatisfy({ UTF8Text.firstFault(in: $0.octets[...]) == nil }) else { return }
        var ignored: [TemplateFault] = []
        let block = HeaderBlock(source.message, faults: &ignored)
        let type = block.fields.first { $0.role == .contentType }
        let format = type.flatMap { BodyFormat($0.value.octets) } ?? BodyFormat()
        let own = BodySource(block.body, file: source.message.path, line: block.bodyLine)
        switch format.kind {
        case .html: inspectHTML(own, DerivedTemplate(own))
        case .markdown: inspectMarkdown(own)
        case .plain:
            guard let file = source.html ?? source.markdown else { return inspectLinks(inText: own) }
            let start = file.octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            let body = BodySource(file.octets[start...], file: file.path, line: 1)
            let template: DerivedTemplate?
            if source.html == nil {
                template = inspectMarkdown(body)
            } else {
                template = DerivedTemplate(body)
                inspectHTML(body, DerivedTemplate(body))
            }
            guard !own.octets.allSatisfy(Syntax.isSpace) else { return }
            inspectLinks(inText: own)
            if let template { compare(own, with: body, template) }
        }
    }

    @discardableResult
    private mutating func inspectMarkdown(_ body: BodySource) -> DerivedTemplate? {
        guard !MarkdownBody.mayOutgrow(body), let template = MarkdownBody.template(of: body) else {
            return nil
        }
        inspectHTML(body, template)
        return template
    }

    private mutating func compare(_ text: BodySource, with body: BodySource, _ html: DerivedTemplate) {
        guard let plain = MaskedTemplate(text.octets[...], for: .text),
            let marked = MaskedTemplate(html.octets[...], for: .text),
            let difference = BodyWords.difference(
                text: BodyWords.ofText(plain.octets[...]), html: BodyWords.ofHTML(marked.octets))
        else { return }
        note(difference, body, at: 0)
    }

    /// Links and images of HTML that was made from `body`, or is its text.
    private mutating func inspectHTML(_ body: BodySource, _ html: DerivedTemplate) {
        guard let mask = MaskedTemplate(html.octets[...], for: .rewriting) else { return }
        for case .start(let element) in HTMLScanner(mask.octets).tokens {
            let offset = { html.source(of: mask.sourceOffset(of: $0)) }
            switch element.name {
            case "a", "area":
                guard let range = element.value("href") else { continue }
                judge(HTMLReferences.decode(mask.octets[range]), body, at: offset(range.lowerBound))
            case "img":
                let source = element.value("src").map { HTMLReferences.decode(mask.octets[$0]) } ?? []
                if element.value("alt") == nil {
                    note(.imageWithoutAlternative(Self.shown(source)), body, at: offset(element.offset))
                }
                guard let range = element.value("src"),
                    LinkJudgement(source, isImage: true) == .plainHTTP
                else { continue }
                note(.plainHTTPLink(Self.shown(source)), body, at: offset(range.lowerBound))
            default: break
            }
        }
    }

    private mutating func judge(_ url: [UInt8], _ body: BodySource, at index: Int) {
        switch LinkJudgement(url) {
        case .empty: note(.emptyLink, body, at: index)
        case .relative: note(.relativeLink(Self.shown(url)), body, at: index)
        case .plainHTTP: note(.plainHTTPLink(Self.shown(url)), body, at: index)
        case nil: break
        }
    }

    /// URLs in text, which only say what they are when they have a scheme.
    private mutating func inspectLinks(inText body: BodySource) {
        guard let mask = MaskedTemplate(body.octets[...], for: .rewriting) else { return }
        let scheme = Array("http://".utf8)
        var rest = mask.octets[...]
        while let found = OctetSearch.position(of: scheme[...], in: rest) {
            let url = mask.octets[found...].prefix { $0 > 0x20 || $0 < 0x03 }
            note(.plainHTTPLink(Self.shown(Array(url))), body, at: mask.sourceOffset(of: found))
            rest = rest[(found + scheme.count)...]
        }
    }

    /// A URL with `…` in the place of its tags.
    private static func shown(_ masked: [UInt8]) -> String {
        var text: [UInt8] = []
        var index = 0
        while index < masked.count {
            if let (_, end) = MaskedTemplate.mark(in: masked[...], at: index) {
                text += Array("…".utf8)
                index = end
            } else {
                text.append(masked[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
