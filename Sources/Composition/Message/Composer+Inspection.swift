// What a check wants to know of a template and its rows.

extension Composer {
    /// The columns that messages are made from, without repetition, in the list's order.
    package var usedColumns: [Int] {
        var used: Set<Int> = []
        for program in programs { used.formUnion(program.referencedColumns) }
        return used.sorted()
    }

    /// The column that the recipient's address comes from, if it is one.
    package var addressColumn: Int? {
        firstRecipient.addressColumns.count == 1 ? firstRecipient.addressColumns[0] : nil
    }

    /// Whether messages say how to unsubscribe.
    package var hasUnsubscription: Bool { unsubscription != nil || hasHeader("list-unsubscribe") }

    /// Whether they say that one click does (RFC 8058).
    package var hasOneClick: Bool { unsubscription?.web != nil || hasHeader("list-unsubscribe-post") }

    private func hasHeader(_ name: StaticString) -> Bool {
        headers.contains { header in
            name.withUTF8Buffer { header.name.map(Syntax.lower).elementsEqual($0) }
        }
    }

    /// Whether a path of an attachment differs from row to row.
    package var hasOwnFiles: Bool {
        attachments.contains { if case .perRow = $0.file { true } else { false } }
    }

    /// The paths of this row's own attachments, as they are merged; those that cannot be are left out.
    package func ownFiles(of row: Row, scratch: inout Scratch) -> [[UInt8]] {
        guard (try? hasAttachments(row, scratch: &scratch)) != nil else { return [] }
        return scratch.paths.filter { !$0.isEmpty }
    }

    /// The regular files in a folder of the template's, by their paths; not those of the folder itself.
    ///
    /// - Returns: empty for what is no folder, or cannot be read.
    package func files(in path: [UInt8]) -> [[UInt8]] {
        let names = path.split(separator: UInt8(ascii: "/"))
        guard !names.isEmpty, let entries = folder.entries(of: names[...]) else { return [] }
        return entries.map { path + [UInt8(ascii: "/")] + $0 }.filter { folder.isRegularFile($0[...]) }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    private var programs: [Program] {
        var programs = headers.flatMap(\.programs) + [text, html, calendar?.body].compactMap { $0?.program }
        if case .header(let mailbox) = returnPath { programs += mailbox.programs }
        for attachment in attachments {
            if case .perRow(let path, _) = attachment.file { programs.append(path.program) }
            if let name = attachment.name { programs.append(name.program) }
        }
        for image in images {
            if case .perRow(let path, _) = image.file { programs.append(path.program) }
        }
        return programs
    }
}

extension HeaderTemplate {
    fileprivate var programs: [Program] {
        switch content {
        case .text(let program), .tokens(let program): [program]
        case .bracketed(let template): template.programs
        case .mailboxes(let mailboxes): mailboxes.flatMap(\.programs)
        }
    }
}
