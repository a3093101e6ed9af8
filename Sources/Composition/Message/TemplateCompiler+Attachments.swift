extension TemplateCompiler {
    private static let parameters = ["method", "name", "type"]
    /// What other formats call the same.
    private static let aliases = [
        "filename": "name", "file": "name", "content-type": "type", "mime": "type", "mimetype": "type",
    ]

    mutating func compileAttachment(_ field: HeaderField) {
        let count = faults.count
        guard let syntax = AttachSyntax(field.value, faults: &faults) else { return }
        var values: [String: AttachSyntax.Parameter] = [:]
        for parameter in syntax.parameters {
            guard Self.parameters.contains(parameter.name) else {
                note(
                    .unknownParameter(parameter.name, nearest: Self.nearest(parameter.name)), parameter, field
                )
                continue
            }
            if values[parameter.name] != nil { note(.repeatedParameter(parameter.name), parameter, field) }
            values[parameter.name] = parameter
        }
        guard faults.count == count else { return }
        if let method = values.removeValue(forKey: "method") {
            for parameter in syntax.parameters where values[parameter.name] != nil {
                note(.besideMethod(parameter.name), parameter, field)
            }
            guard let name = fixedText(of: method, field), faults.count == count else { return }
            return compileInvitation(syntax.path, method: name, field)
        }
        compileFile(syntax.path, name: values["name"], type: values["type"], field)
    }

    private static func nearest(_ name: String) -> String? {
        aliases[name] ?? Spelling.nearest(to: Array(name.utf8), among: parameters.map { Array($0.utf8) })
    }

    private mutating func note(
        _ fault: AttachFault, _ parameter: AttachSyntax.Parameter, _ field: HeaderField
    ) {
        faults.append(field.value.fault(.attach(fault), at: parameter.offset))
    }

    /// The value of a parameter that no row may change.
    private mutating func fixedText(of parameter: AttachSyntax.Parameter, _ field: HeaderField) -> [UInt8]? {
        let count = faults.count
        let program = field.value.compile(parameter.value, columns: columns, faults: &faults)
        guard faults.count == count else { return nil }
        guard program.isStatic else {
            note(.parameterVaries(parameter.name), parameter, field)
            return nil
        }
        return Array(HeaderWords.trimmed(program.staticText[...]))
    }

    // MARK: Files

    private mutating func compileFile(
        _ path: Range<Int>, name: AttachSyntax.Parameter?, type: AttachSyntax.Parameter?, _ field: HeaderField
    ) {
        let count = faults.count
        let program = field.value.compile(path, columns: columns, faults: &faults)
        let mediaType = type.flatMap { parsedType($0, field) }
        let label = name.map { compiledName($0, field) }
        guard faults.count == count else { return }
        guard program.isStatic else {
            let file = AttachmentTemplate.File.perRow(
                SharedProgram(program), column: program.onlyColumn(among: names))
            attachments.append(AttachmentTemplate(file: file, name: label, type: mediaType))
            return
        }
        guard let (path, content) = read(program, field) else { return }
        guard let label, !label.program.isStatic else {
            let shown = label.map { Array(HeaderWords.trimmed($0.program.staticText[...])) }
            let fixed = AttachmentLabel(path: path[...], name: shown?[...], type: mediaType)
            let file = StaticAttachment(path: path, content: content, label: fixed)
            return attachments.append(AttachmentTemplate(file: .shared(file)))
        }
        let file = StaticAttachment(path: path, content: content, label: nil)
        attachments.append(AttachmentTemplate(file: .shared(file), name: label, type: mediaType))
    }

    private mutating func parsedType(_ parameter: AttachSyntax.Parameter, _ field: HeaderField) -> [UInt8]? {
        guard let text = fixedText(of: parameter, field) else { return nil }
        do {
            return try MediaType.parse(text)
        } catch {
            note(error, parameter, field)
            return nil
        }
    }

    private mutating func compiledName(
        _ parameter: AttachSyntax.Parameter, _ field: HeaderField
    ) -> AttachmentTemplate.Name {
        let program = field.value.compile(parameter.value, columns: columns, faults: &faults)
        if program.isStatic {
            let slash = program.staticText.first { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            if let slash { note(.folderInName(slash), parameter, field) }
        }
        return AttachmentTemplate.Name(program: program, column: program.onlyColumn(among: names))
    }

    /// The file at a path that no row changes.
    mutating func read(_ program: Program, _ field: HeaderField) -> (path: [UInt8], content: [UInt8])? {
        let path = Array(HeaderWords.trimmed(program.staticText[...]))
        guard !path.isEmpty else {
            faults.append(fault(.emptyAttachmentPath, line: field.line))
            return nil
        }
        do {
            return (path, try folder.readNamed(path[...]))
        } catch {
            let shown = String(decoding: path, as: UTF8.self)
            faults.append(field.value.fault(.attachment(error, path: shown), at: 0))
            return nil
        }
    }
}
