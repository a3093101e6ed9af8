import CSV
import Composition

/// A template of any octets compiles or is faulty; what compiles renders any cell within the limits.
func fuzzTemplate(_ input: [UInt8]) {
    let (template, cell) = input.split()
    let columns = ColumnTable(["a", "First Name"])
    var limits = Program.Limits()
    limits.iterations = 1000
    limits.octets = 64 * 1024
    for place in [Program.Place.plainText, .html, .header] {
        var faults: [TemplateFault] = []
        let program = Program.compile(
            template[...], file: "f", line: 1, column: 1, columns: columns, place: place, limits: limits,
            faults: &faults)
        if faults.contains(where: { $0.line < 1 || $0.column < 1 }) { broken("every fault has a place") }
        guard faults.isEmpty else { continue }
        var output: [UInt8] = []
        var scratch = RenderScratch()
        let row = Row(octets: cell + cell, ends: [Int32(cell.count), Int32(2 * cell.count)])
        try? program.render(row, into: &output, scratch: &scratch)
        if place == .header, output.contains(where: { $0 < 0x20 }), !template.contains(where: { $0 < 0x20 }) {
            broken("no control character of a cell comes into a header")
        }
    }
}

/// What is an address is one on the wire, too, and reads back as the same.
func fuzzAddress(_ input: [UInt8]) {
    guard let address = try? EmailAddress(parsing: input) else { return }
    if address.octets.contains(where: { $0 < 0x20 || $0 == 0x7F }) { broken("no control in an address") }
    guard let again = try? EmailAddress(parsing: address.octets), again == address else {
        broken("an address written back is the same address")
    }
}

/// A list of any octets is read or faulty; each record's original octets stand in the list.
func fuzzList(_ input: [UInt8]) {
    var rest: [UInt8]? = input
    do {
        var reader = try ListReader { buffer in
            buffer = rest ?? []
            rest = nil
        }
        var record = Record()
        while try reader.next(into: &record) {
            let last = record.ends.last.map { Int($0) } ?? 0
            if last != record.octets.count { broken("the fields of a record are all of its octets") }
            if record.line < 2 { broken("no record stands before the header") }
        }
    } catch let fault as ListFault {
        if fault.line < 1 || fault.column < 1 { broken("every fault has a place") }
    } catch {
        broken("only faults of the list are thrown")
    }
}

/// Whatever a cell holds, a message has the headers of its template and no other line.
func fuzzHeader(_ input: [UInt8]) {
    guard let composer = headerComposer else { broken("the template compiles") }
    let (name, text) = input.split()
    // What is read from a list is UTF-8 always.
    guard isUTF8(name), isUTF8(text) else { return }
    let row = Row(octets: name + text, ends: [Int32(name.count), Int32(name.count + text.count)])
    var scratch = composer.makeScratch()
    var message = Message()
    do {
        try composer.compose(row, number: 1, date: 0, scratch: &scratch, into: &message)
    } catch {
        return
    }
    let octets = message.assembled
    if !octets.hasNoBareLineEnd { broken("no bare CR or LF") }
    var names: [String] = []
    for line in octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if line.count > 999 { broken("no line over 998 octets") }
        if line.elementsEqual([0x0D]) { break }
        if line.first == 0x20 || line.first == 0x09 { continue }
        names.append(String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self))
    }
    let optional = ["X-Note"]
    let expected = [
        "From", "To", "Subject", "X-Note", "Date", "Message-ID", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
    ]
    if names != expected, names != expected.filter({ !optional.contains($0) }) {
        broken("the headers of the template and no other: \(names)")
    }
}

private let headerComposer = try? Composer(
    compiling: TemplateSource(
        message: SourceFile(
            path: "f",
            octets: Array(
                """
                From: {{ name }} <a@example.org>
                To: "{{ text }}, {{ name }}" <b@example.org>
                Subject: {{ text }} {{ name }}
                X-Note: {{ text }}

                {{ text }}{{ name }}
                """.utf8)), root: "/"),
    columns: ["name", "text"], settings: CompositionSettings(campaignID: [1]))

private func isUTF8(_ octets: [UInt8]) -> Bool {
    String(validating: octets, as: UTF8.self) != nil
}
