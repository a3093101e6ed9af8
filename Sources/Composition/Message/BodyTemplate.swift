/// A compiled body, with all that can be known of its literal text before there is a row.
///
/// Most of a message is the same for every row. What each literal stretch of it becomes in quoted-printable, and what
/// it means for the choice of an encoding, is worked out once; for a row only what was merged is looked at octet by
/// octet, and the literal text around it is copied.
final class BodyTemplate: Sendable {
    let program: Program
    /// False when a line end of the template is divided between two stretches, so that none can be taken by itself.
    let isPrepared: Bool
    /// What is known of the text of each instruction; nothing of instructions that write none.
    private let stretches: [Stretch?]

    private struct Stretch: Sendable {
        let survey: TextSurvey
        let equalsSigns: Int
        /// The octets up to the end of the first line: where in a line they begin depends on the row.
        let headCount: Int
        /// What follows them, in quoted-printable.
        let encoded: [UInt8]
        /// The column behind `encoded`.
        let column: Int

        init(_ text: Span<UInt8>) {
            survey = TextSurvey(text)
            equalsSigns = TextSurvey.equalsSigns(in: text)
            var head = 0
            while head < text.count, text[head] != 0x0A { head += 1 }
            headCount = min(head + 1, text.count)
            (encoded, column) = QuotedPrintable.stretch(text.extracting(headCount...))
        }
    }

    init(_ program: Program) {
        self.program = program
        var isPrepared = true
        stretches = program.instructions.map { instruction in
            guard case .text(let start, let end) = instruction, start < end else { return nil }
            let text = program.text.span.extracting(start..<end)
            if text[0] == 0x0A || text[text.count - 1] == 0x0D { isPrepared = false }
            return Stretch(text)
        }
        self.isPrepared = isPrepared
    }

    /// The survey of a rendered text.
    func survey(_ text: Span<UInt8>, _ marks: [LiteralMark]) -> TextSurvey {
        var whole = TextSurvey()
        forEachPart(of: text, marks) { part, stretch in
            whole.add(stretch?.survey ?? TextSurvey(part))
        }
        return whole
    }

    /// How many `=` a rendered text has.
    func equalsSigns(in text: Span<UInt8>, _ marks: [LiteralMark]) -> Int {
        var count = 0
        forEachPart(of: text, marks) { part, stretch in
            count &+= stretch?.equalsSigns ?? TextSurvey.equalsSigns(in: part)
        }
        return count
    }

    /// Appends a rendered text in quoted-printable.
    func appendQuotedPrintable(_ text: Span<UInt8>, _ marks: [LiteralMark], to output: inout [UInt8]) {
        QuotedPrintable.append(upTo: text.count, to: &output) { writer in
            forEachPart(of: text, marks) { part, stretch in
                guard let stretch, stretch.headCount < part.count else { return writer.write(part) }
                writer.write(part.extracting(..<stretch.headCount))
                writer.write(encoded: stretch.encoded.span, column: stretch.column)
            }
        }
    }

    /// Goes through what was merged and the literal text between, in their order.
    private func forEachPart(
        of text: Span<UInt8>, _ marks: [LiteralMark], _ visit: (Span<UInt8>, Stretch?) -> Void
    ) {
        var position = 0
        for mark in marks {
            if mark.start > position { visit(text.extracting(position..<mark.start), nil) }
            visit(text.extracting(mark.start..<mark.end), stretches[mark.instruction])
            position = mark.end
        }
        if position < text.count { visit(text.extracting(position...), nil) }
    }
}
