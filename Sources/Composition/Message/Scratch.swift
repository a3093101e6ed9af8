/// Buffers that composing one message after another uses again; each connection has its own.
package struct Scratch: Sendable {
    var render = RenderScratch()
    /// A rendered header value, address or path.
    var value: [UInt8] = []
    /// A rendered display name.
    var name: [UInt8] = []
    var text = TextPart()
    var html = TextPart()
    /// The paths of this row's own attachments; an empty one attaches nothing.
    var paths: [[UInt8]] = []
    /// The paths of this row's own images, and of its invitation.
    var imagePaths: [[UInt8]] = []
    var calendar = TextPart()
    var outerBoundary: [UInt8] = []
    var relatedBoundary: [UInt8] = []
    var innerBoundary: [UInt8] = []

    package init() {}
}

/// A body on its way: rendered, with canonical line ends, and how it will travel.
struct TextPart: Sendable {
    private(set) var octets: [UInt8] = []
    private(set) var encoding = TransferEncoding.sevenBit
    private var spare: [UInt8] = []

    /// Replaces the text by what `program` makes of `row`.
    ///
    /// - Parameter flowed: as `format=flowed`.
    mutating func render(
        _ program: Program, _ row: Row, flowed: Bool = false, scratch: inout RenderScratch
    ) throws(RowFault) {
        octets.removeAll(keepingCapacity: true)
        try program.render(row, into: &octets, scratch: &scratch)
        // Whatever its encoding, text ends with a line end, as readers and signatures expect.
        if let last = octets.last, last != 0x0A { octets.append("\r\n") }
        var survey = TextSurvey(octets)
        if survey.loneLineFeeds > 0 {
            spare.removeAll(keepingCapacity: true)
            LineEnds.appendCanonical(octets[...], to: &spare)
            swap(&octets, &spare)
        }
        if flowed {
            spare.removeAll(keepingCapacity: true)
            FlowedText.append(octets, to: &spare)
            swap(&octets, &spare)
            survey = TextSurvey(octets)
        }
        encoding = TransferEncoding(for: octets, surveyed: survey)
    }

    /// Appends this part's own header lines, the empty line, and its encoded text.
    func append(subtype: StaticString, to output: inout [UInt8]) {
        output.append("Content-Type: text/")
        output.append(subtype)
        output.append("; charset=utf-8\r\nContent-Transfer-Encoding: ")
        output.append(encoding.name)
        output.append("\r\n\r\n")
        encoding.append(octets, to: &output)
    }

    /// Whether `boundary` could be taken for one of this part's lines.
    ///
    /// Only text that travels as it is can hold `=_`: quoted-printable writes `=` as `=3D`, base64 has no `_`.
    func holds(_ boundary: [UInt8]) -> Bool {
        encoding == .sevenBit && OctetSearch.holds(boundary, in: octets)
    }
}
