/// A body on its way: rendered, with canonical line ends, and how it will travel.
struct TextPart: Sendable {
    private(set) var octets: [UInt8] = []
    private(set) var encoding = TransferEncoding.sevenBit
    /// Where in `octets` literal text of the template stands that was prepared.
    private var marks: [LiteralMark] = []
    private var spare: [UInt8] = []
    private var lines = CalendarWriter()

    /// Replaces the text by what `body` makes of `row`.
    ///
    /// - Parameter flowed: as `format=flowed`, whose lines are not those of the template: nothing prepared fits them.
    mutating func render(
        _ body: BodyTemplate, _ row: Row, flowed: Bool = false, scratch: inout RenderScratch
    ) throws(RowFault) {
        octets.removeAll(keepingCapacity: true)
        try body.program.render(row, into: &octets, scratch: &scratch)
        swap(&marks, &scratch.machine.marks)
        if !body.isPrepared || flowed { marks.removeAll(keepingCapacity: true) }
        // Whatever its encoding, text ends with a line end, as readers and signatures expect.
        if let last = octets.last, last != 0x0A { octets.append("\r\n") }
        var survey = body.survey(octets.span, marks)
        if survey.loneLineFeeds > 0 {
            spare.removeAll(keepingCapacity: true)
            LineEnds.appendCanonical(octets[...], to: &spare)
            swap(&octets, &spare)
            marks.removeAll(keepingCapacity: true)
        }
        if flowed {
            spare.removeAll(keepingCapacity: true)
            FlowedText.append(octets, to: &spare)
            swap(&octets, &spare)
            survey = TextSurvey(octets.span)
        }
        encoding = TransferEncoding(
            count: octets.count, surveyed: survey, equalsSigns: body.equalsSigns(in: octets.span, marks))
    }

    /// Replaces the text by the invitation that `row` makes of `calendar`, in content lines.
    mutating func render(
        _ calendar: CalendarTemplate, _ row: Row, scratch: inout RenderScratch
    ) throws(RowFault) {
        var rendered: [UInt8] = []
        swap(&rendered, &spare)
        defer { swap(&rendered, &spare) }
        rendered.removeAll(keepingCapacity: true)
        octets.removeAll(keepingCapacity: true)
        try calendar.body.program.render(row, into: &rendered, scratch: &scratch)
        swap(&marks, &scratch.machine.marks)
        do {
            try lines.write(
                rendered.span, marks, adding: calendar.addsMethod ? calendar.method : nil, to: &octets)
        } catch {
            throw RowFault(column: nil, message: .calendar(error, path: calendar.path))
        }
        marks.removeAll(keepingCapacity: true)
        encoding = TransferEncoding(
            count: octets.count, surveyed: TextSurvey(octets.span),
            equalsSigns: TextSurvey.equalsSigns(in: octets.span))
    }

    /// Appends this part's own header lines, the empty line, and its encoded text.
    func append(_ body: BodyTemplate, subtype: StaticString, to output: inout [UInt8]) {
        output.append("Content-Type: text/")
        output.append(subtype)
        output.append("; charset=utf-8\r\nContent-Transfer-Encoding: ")
        output.append(encoding.name)
        output.append("\r\n\r\n")
        switch encoding {
        case .sevenBit: output.append(octets.span)
        case .quotedPrintable: body.appendQuotedPrintable(octets.span, marks, to: &output)
        case .base64: Base64Lines.append(octets[...], to: &output)
        }
    }

    /// Whether `boundary` could be taken for one of this part's lines.
    ///
    /// Only text that travels as it is can hold `=_`: quoted-printable writes `=` as `=3D`, base64 has no `_`.
    func holds(_ boundary: [UInt8]) -> Bool {
        encoding == .sevenBit && OctetSearch.holds(boundary, in: octets)
    }
}
