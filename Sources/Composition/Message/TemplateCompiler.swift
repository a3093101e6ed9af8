/// Compiles the files of a template, and gathers everything that is wrong with them.
struct TemplateCompiler {
    private(set) var headers: [HeaderTemplate] = []
    private(set) var firstRecipient: MailboxTemplate?
    private(set) var returnPath = Composer.ReturnPath.from
    var text: BodyTemplate?
    var html: BodyTemplate?
    var isFlowed = false
    var images: [EmbeddedImage] = []
    var calendar: CalendarTemplate?
    var attachments: [AttachmentTemplate] = []
    var faults: [TemplateFault] = []

    let source: TemplateSource
    let names: [String]
    let columns: ColumnTable
    let folder: AttachmentFolder
    let key: KeyedHash
    let partials: Partials
    /// Numbers the branches, but for those of a text that is made from HTML; nil when nobody asks for them.
    let branches: BranchTable?
    /// Whether the campaign has a way to unsubscribe: one name more for the template, two headers fewer.
    private let unsubscribes: Bool

    init(
        _ source: TemplateSource, columns: [String], folder: AttachmentFolder, key: KeyedHash,
        unsubscribes: Bool = false, branches: BranchTable? = nil
    ) {
        self.branches = branches
        self.key = key
        self.source = source
        self.folder = folder
        partials = source.partials.canonical
        self.unsubscribes = unsubscribes
        if unsubscribes {
            let taken = ColumnTable(columns).resolve(Array(Unsubscription.variable.utf8)[...])
            // Which of the two a template would show must not be a matter of rules that nobody reads.
            if taken != .unknown {
                faults.append(
                    TemplateFault(
                        file: source.message.path, line: 1, column: 1,
                        message: .columnNameTaken(Unsubscription.variable)))
            }
        }
        names = unsubscribes ? columns + [Unsubscription.variable] : columns
        self.columns = ColumnTable(names)
    }

    /// The faults as a reader of the files meets them.
    var sortedFaults: [TemplateFault] {
        let message = source.message.path
        return faults.sorted { first, second in
            if first.file != second.file { return first.file == message }
            return (first.line, first.column) < (second.line, second.column)
        }
    }

    mutating func compile() {
        for file in source.files { checkEncoding(of: file) }
        // Text in another encoding would only be a source of further faults.
        guard faults.isEmpty else { return }
        let block = HeaderBlock(source.message, faults: &faults)
        checkOccurrence(of: block.fields)
        if unsubscribes { refuseOwnUnsubscription(block.fields) }
        let format = compileContentType(block.fields.first { $0.role == .contentType })
        for var field in block.fields {
            field.value.partials = partials
            field.value.branches = branches
            compile(field)
        }
        compileBodies(block, format: format)
    }

    private mutating func checkEncoding(of file: SourceFile) {
        guard let index = UTF8Text.firstFault(in: file.octets[...]) else { return }
        let before = file.octets[..<index]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        faults.append(
            TemplateFault(
                file: file.path, line: before.count { $0 == 0x0A } + 1,
                column: TemplateText.scalarCount(before[lineStart...]) + 1,
                message: .notUTF8(file.octets[index])))
    }

    // MARK: Headers

    private mutating func checkOccurrence(of fields: [HeaderField]) {
        var first: [[UInt8]: HeaderField] = [:]
        for field in fields where field.role.isSingle && field.role != .generated {
            let key = field.name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
            if let earlier = first[key] {
                faults.append(fault(.repeatedHeader(field.title, firstLine: earlier.line), line: field.line))
            } else {
                first[key] = field
            }
        }
        for (role, title) in [(HeaderRole.from, "From"), (.to, "To"), (.subject, "Subject")]
        where !fields.contains(where: { $0.role == role }) {
            faults.append(fault(.missingHeader(title), line: 1))
        }
    }

    /// The headers that the campaign's settings write.
    private mutating func refuseOwnUnsubscription(_ fields: [HeaderField]) {
        for field in fields {
            let folded = field.name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
            guard
                folded.elementsEqual("list-unsubscribe".utf8)
                    || folded.elementsEqual("list-unsubscribe-post".utf8)
            else { continue }
            faults.append(fault(.headerOfSettings(field.title), line: field.line))
        }
    }

    func fault(_ problem: MessageFault, line: Int) -> TemplateFault {
        TemplateFault(file: source.message.path, line: line, column: 1, message: problem)
    }

    private mutating func compile(_ field: HeaderField) {
        switch field.role {
        case .generated:
            faults.append(fault(.generatedHeader(field.title), line: field.line))
        case .unsupported:
            faults.append(fault(.unsupportedHeader(field.title), line: field.line))
        case .misspeltAttach:
            faults.append(fault(.misspeltHeader(field.title, meant: "Attach"), line: field.line))
        case .contentType: break
        case .attach:
            compileAttachment(field)
        case .subject, .prose:
            add(field, content: .text(compileValue(of: field)))
        case .tokens:
            add(field, content: .tokens(compileValue(of: field)))
        case .bracketed:
            guard
                let template = BracketedTemplate(
                    field.value, columns: columns, names: names, title: field.title, faults: &faults)
            else { return }
            add(field, content: .bracketed(template))
        case .from, .sender, .returnPath, .replyTo, .to, .cc, .bcc, .mailboxes:
            compileMailboxes(of: field)
        }
    }

    private mutating func compileValue(of field: HeaderField) -> Program {
        field.value.compile(0..<field.value.octets.count, columns: columns, faults: &faults)
    }

    private mutating func compileMailboxes(of field: HeaderField) {
        let count = faults.count
        let syntax = MailboxListSyntax(field.value, faults: &faults)
        guard faults.count == count else { return }
        let isEmpty = syntax.mailboxes.isEmpty
        if syntax.mailboxes.count > field.role.mailboxLimit || isEmpty && field.role.needsEveryMailbox {
            let problem = MessageFault.oneMailboxExpected(field.title, found: syntax.mailboxes.count)
            faults.append(field.value.fault(problem, at: 0))
            return
        }
        var mailboxes: [MailboxTemplate] = []
        for found in syntax.mailboxes {
            if found.address.isEmpty, field.role != .returnPath {
                faults.append(field.value.fault(.address(.empty, ""), at: found.address.lowerBound))
            }
            let mailbox = MailboxTemplate(
                found, in: field.value, columns: columns, names: names, faults: &faults)
            if let mailbox { mailboxes.append(mailbox) }
        }
        guard faults.count == count else { return }
        switch (field.role, mailboxes.first) {
        case (.returnPath, let mailbox?):
            returnPath = mailbox.isNull ? .null : .header(mailbox)
        case (.to, let mailbox?):
            firstRecipient = mailbox
            add(field, content: .mailboxes(mailboxes))
        case (_, nil): break
        default:
            add(field, content: .mailboxes(mailboxes))
        }
    }

    private mutating func add(_ field: HeaderField, content: HeaderTemplate.Content) {
        do {
            headers.append(try HeaderTemplate(field, content: content).fixedIfStatic())
        } catch {
            // What is wrong with every row is wrong with the template.
            let place = field.value.place(of: 0)
            faults.append(
                TemplateFault(
                    file: source.message.path, line: place.line, column: place.column,
                    problem: error.asTemplateProblem(in: field.title)))
        }
    }
}
