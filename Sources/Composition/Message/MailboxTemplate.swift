/// One mailbox of an address header: an address to be merged, and perhaps a display name.
final class MailboxTemplate: Sendable {
    private let nameParts: [SharedProgram]
    private let addressProgram: Program
    /// The column that the address comes from, when it comes from one.
    private let addressColumn: String?
    /// The address, when it is the same for every row.
    let fixedAddress: EmailAddress?
    /// Whether the author wrote `<>`.
    let isNull: Bool

    /// Compiles a mailbox; an address that is the same for every row is checked now.
    init?(
        _ mailbox: MailboxListSyntax.Mailbox, in text: TemplateText, columns: ColumnTable, names: [String],
        faults: inout [TemplateFault]
    ) {
        let count = faults.count
        var parts: [SharedProgram] = []
        for range in mailbox.name {
            parts.append(SharedProgram(text.compile(range, columns: columns, faults: &faults)))
        }
        nameParts = parts
        addressProgram = text.compile(mailbox.address, columns: columns, faults: &faults)
        addressColumn = addressProgram.onlyColumn(among: names)
        isNull = mailbox.address.isEmpty
        guard faults.count == count else { return nil }
        guard addressProgram.isStatic, !isNull else {
            fixedAddress = nil
            return
        }
        let octets = addressProgram.staticText
        do {
            fixedAddress = try EmailAddress(parsing: octets)
        } catch {
            let shown = String(decoding: octets, as: UTF8.self)
            faults.append(text.fault(.address(error, shown), at: mailbox.address.lowerBound))
            return nil
        }
    }

    /// The columns that the address comes from, by their numbers.
    var addressColumns: [Int] { addressProgram.referencedColumns }

    /// What name and address are made by.
    var programs: [Program] { nameParts.map(\.program) + [addressProgram] }

    /// Whether name and address are the same for every row.
    var isStatic: Bool { (fixedAddress != nil || isNull) && nameParts.allSatisfy(\.program.isStatic) }

    /// The address for `row`, or nil where all its columns are empty.
    func address(of row: Row, scratch: inout Scratch) throws(RowFault) -> EmailAddress? {
        if let fixedAddress { return fixedAddress }
        scratch.value.removeAll(keepingCapacity: true)
        try addressProgram.render(row, into: &scratch.value, scratch: &scratch.render)
        guard !scratch.value.isEmpty else { return nil }
        do {
            return try EmailAddress(parsing: scratch.value)
        } catch {
            throw RowFault(
                column: addressColumn,
                message: .address(error, String(decoding: scratch.value, as: UTF8.self)))
        }
    }

    /// The fault of a row that has no address here and needs one.
    var emptyFault: RowFault { RowFault(column: addressColumn, message: .address(.empty, "")) }

    /// Replaces `scratch.name` by the display name for `row`.
    func renderName(of row: Row, scratch: inout Scratch) throws(RowFault) {
        scratch.name.removeAll(keepingCapacity: true)
        for part in nameParts {
            try part.program.render(row, into: &scratch.name, scratch: &scratch.render)
        }
        try HeaderTemplate.refuseControls(in: scratch.name)
    }
}

extension Program {
    /// The name of the column, when the program reads exactly one.
    func onlyColumn(among names: [String]) -> String? {
        let columns = Set(referencedColumns)
        guard columns.count == 1, let column = columns.first, names.indices.contains(column) else {
            return nil
        }
        return names[column]
    }

    /// What the program makes of every row, when it is static.
    var staticText: [UInt8] {
        var text: [UInt8] = []
        var scratch = RenderScratch()
        // A static program reads no cell, so no row can be at fault.
        try? render(Row(octets: [], ends: []), into: &text, scratch: &scratch)
        return text
    }
}
