extension TemplateCompiler {
    /// What the one body is, and how its text travels.
    mutating func compileContentType(_ field: HeaderField?) -> BodyFormat {
        guard let field else { return BodyFormat() }
        guard let format = BodyFormat(field.value.octets) else {
            let shown = String(decoding: field.value.octets, as: UTF8.self)
            faults.append(field.value.fault(.unsupportedContentType(shown), at: 0))
            return BodyFormat()
        }
        isFlowed = format.isFlowed
        return format
    }

    mutating func compileBodies(_ block: HeaderBlock, format: BodyFormat) {
        let files = [source.html, source.markdown].compactMap { $0 }
        let own = BodySource(block.body, file: source.message.path, line: block.bodyLine)
        if let extra = files.dropFirst(format.kind == .plain ? 1 : 0).first {
            return faults.append(fault(.twoHTMLBodies(extra.path), line: 1))
        }
        switch format.kind {
        case .html: compileHTML(own, isMarkdown: false, makesText: true)
        case .markdown: compileHTML(own, isMarkdown: true, makesText: true)
        case .plain:
            let isBlank = block.body.allSatisfy(Syntax.isSpace)
            if let file = files.first {
                let start = file.octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
                let body = BodySource(file.octets[start...], file: file.path, line: 1)
                compileHTML(body, isMarkdown: source.html == nil, makesText: isBlank)
                guard !isBlank else { return }
            }
            text = BodyTemplate(
                DerivedTemplate(own).compile(
                    own, columns: columns, place: .plainText, partials: partials, branches: branches,
                    faults: &faults))
        }
    }

    private mutating func compileHTML(_ body: BodySource, isMarkdown: Bool, makesText: Bool) {
        let count = faults.count
        var template = DerivedTemplate(body)
        if isMarkdown {
            guard !MarkdownBody.mayOutgrow(body) else {
                faults.append(body.fault(.markdownOutgrows, at: 0))
                return
            }
            guard let made = MarkdownBody.template(of: body) else {
                // A tag without its end is a fault; the source itself tells which.
                _ = template.compile(
                    body, columns: columns, place: .plainText, partials: partials, faults: &faults)
                if faults.count == count { faults.append(body.fault(.noTextFromHTML, at: 0)) }
                return
            }
            template = made
        }
        let shown = embedImages(of: template, body)
        html = BodyTemplate(
            shown.compile(
                body, columns: columns, place: .html, partials: partials, branches: branches, faults: &faults)
        )
        // What is wrong with the HTML would be told again.
        if makesText, faults.count == count { makeText(from: template, body) }
    }

    /// Reads the images that the HTML names, and returns the HTML with references to them.
    private mutating func embedImages(of template: DerivedTemplate, _ body: BodySource) -> DerivedTemplate {
        let embedding = ImageEmbedding(
            template.octets, columns: columns, names: names, folder: folder, key: key)
        guard let embedding else { return template }
        images = embedding.images
        faults += embedding.faults.map { found in
            body.fault(found.problem, at: template.source(of: found.offset))
        }
        return embedding.rewritten()?.madeFrom(template) ?? template
    }

    private mutating func makeText(from template: DerivedTemplate, _ body: BodySource) {
        let textPartials = TextPartials(partials)
        let derived = TextFromHTML.template(of: template.octets, blockPartials: textPartials.blocks)
        guard let made = derived?.madeFrom(template) else { return }
        // HTML that only shows images has nothing to say in text.
        guard !made.octets.allSatisfy(Syntax.isSpace) else { return }
        var found: [TemplateFault] = []
        text = BodyTemplate(
            made.compile(
                body, columns: columns, place: .plainText, partials: textPartials.files, faults: &found))
        guard let first = found.first else { return }
        faults.append(
            TemplateFault(
                file: first.file, line: first.line, column: first.column, message: .noTextFromHTML))
    }
}
