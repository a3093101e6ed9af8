import Composition

/// Compiles and renders small templates for tests.
enum Liquid {
    /// A row with these cells, in this order.
    static func row(_ cells: some Sequence<String>) -> Row {
        var row = Row(octets: [], ends: [])
        for cell in cells {
            row.octets += Array(cell.utf8)
            row.ends.append(Int32(row.octets.count))
        }
        return row
    }

    static func compile(
        _ template: String, columns: [String] = [], place: Program.Place = .plainText,
        limits: Program.Limits = .standard
    ) throws(TemplateFaults) -> Program {
        var faults: [TemplateFault] = []
        let program = Program.compile(
            Array(template.utf8)[...], file: "a.eml", line: 1, column: 1, columns: ColumnTable(columns),
            place: place, limits: limits, faults: &faults)
        guard faults.isEmpty else { throw TemplateFaults(faults: faults) }
        return program
    }

    static func render(
        _ template: String, _ cells: KeyValuePairs<String, String> = [:],
        in place: Program.Place = .plainText,
        limits: Program.Limits = .standard
    ) throws -> String {
        let program = try compile(template, columns: cells.map(\.key), place: place, limits: limits)
        var output: [UInt8] = []
        var scratch = RenderScratch()
        try program.render(row(cells.map(\.value)), into: &output, scratch: &scratch)
        return String(decoding: output, as: UTF8.self)
    }

    /// The faults of a template, each as its place and its problem.
    static func faults(
        _ template: String, columns: [String] = [], place: Program.Place = .plainText,
        limits: Program.Limits = .standard
    ) -> [TemplateFault] {
        do {
            _ = try compile(template, columns: columns, place: place, limits: limits)
            return []
        } catch {
            return error.faults
        }
    }

    /// The fault of the row when a template is rendered.
    static func rowFault(
        _ template: String, _ cells: KeyValuePairs<String, String>, in place: Program.Place = .plainText,
        limits: Program.Limits = .standard
    ) throws -> RowFault? {
        do {
            _ = try render(template, cells, in: place, limits: limits)
            return nil
        } catch let fault as RowFault {
            return fault
        }
    }
}
