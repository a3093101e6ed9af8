import TestSupport
import Testing

@testable import Composition

@Suite("Prepared bodies")
struct BodyTemplateTests {
    /// Literal text and cells that meet every rule of the encodings at their edges.
    private static let texts = [
        "plain words ", "\r\n", "  ", "\t", "=", "é", ".", String(repeating: "x", count: 75),
        String(repeating: "long ", count: 220), "line one\r\nline two \r\n\r\n", "\r\nend", "-- \r\n",
        "=_boundary",
    ]
    private static let cells = [
        "", "Ada", "Zoë", " ", "\t", "=", "a\nb", "a\r\nb", "a\rb", "\r", "\n", "\0", "trailing ",
        String(repeating: "y", count: 1000),
    ]

    @Test("What was worked out before gives the same octets as encoding the whole text would")
    func sameAsWhole() throws {
        var random = SplitMix64(seed: 20)
        var encodings: Set<String> = []
        for round in 0..<4000 {
            let comment: Comment = "seed \(random.seed), round \(round)"
            var template = ""
            for _ in 0..<Int.random(in: 0...7, using: &random) {
                template += Self.texts.randomElement(using: &random) ?? ""
                template +=
                    [
                        "{{ a }}", "{{ b }}", "{% if a %}yes\r\n{% endif %}", "",
                        "{% capture c %}kept {{ b }}\r\n{% endcapture %}{{ c }}",
                    ].randomElement(using: &random) ?? ""
            }
            var faults: [TemplateFault] = []
            let program = Program.compile(
                Array(template.utf8)[...], file: "t", line: 1, column: 1, columns: ColumnTable(["a", "b"]),
                place: .plainText, faults: &faults)
            try #require(faults.isEmpty, comment)
            let cells = (0..<2).map { _ in Array((Self.cells.randomElement(using: &random) ?? "").utf8) }
            let row = Row(
                octets: cells[0] + cells[1],
                ends: [Int32(cells[0].count), Int32(cells[0].count + cells[1].count)])
            let body = BodyTemplate(program)
            var part = TextPart()
            var scratch = RenderScratch()
            try part.render(body, row, scratch: &scratch)
            var made: [UInt8] = []
            part.append(body, subtype: "plain", to: &made)

            var plain: [UInt8] = []
            try program.render(row, into: &plain, scratch: &scratch)
            var whole: [UInt8] = []
            LineEnds.appendCanonical(plain[...], to: &whole)
            if let last = whole.last, last != 0x0A { whole += [0x0D, 0x0A] }
            #expect(part.octets == whole, comment)
            let encoding = TransferEncoding(
                count: whole.count, surveyed: TextSurvey(whole.span),
                equalsSigns: TextSurvey.equalsSigns(in: whole.span))
            #expect(part.encoding == encoding, comment)
            var expected: [UInt8] = []
            switch encoding {
            case .sevenBit: expected = whole
            case .quotedPrintable: QuotedPrintable.append(whole.span, to: &expected)
            case .base64: Base64Lines.append(whole[...], to: &expected)
            }
            encodings.insert("\(encoding)")
            let content = made.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]).map { made[$0.upperBound...] } ?? []
            #expect(Array(content) == expected, comment)
        }
        // The cells above bring about each of them.
        #expect(encodings.count == 3)
    }
}
