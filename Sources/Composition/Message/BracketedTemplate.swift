/// The value of a List-… header: what stands between `<` and `>` can be merged, what stands outside cannot.
struct BracketedTemplate: Sendable {
    private final class Piece: Sendable {
        /// What the author wrote before the bracket, or after the last one.
        let outside: [UInt8]
        /// What stands in brackets, if this is not the rest.
        let inside: SharedProgram?
        let column: String?

        init(outside: [UInt8], inside: SharedProgram? = nil, column: String? = nil) {
            self.outside = outside
            self.inside = inside
            self.column = column
        }
    }

    private var pieces: [Piece] = []

    /// What the text in brackets is made by.
    var programs: [Program] { pieces.compactMap(\.inside?.program) }

    init?(
        _ text: TemplateText, columns: ColumnTable, names: [String], title: String,
        faults: inout [TemplateFault]
    ) {
        let count = faults.count
        let octets = text.octets
        var start = 0
        var index = 0
        var opened: Int?
        while index < octets.count {
            if let tag = LiquidTag(in: octets, at: index) {
                if opened == nil { faults.append(text.fault(.mergedOutsideBrackets(title), at: index)) }
                index = tag.end
                continue
            }
            switch (octets[index], opened) {
            case (UInt8(ascii: "<"), nil):
                opened = index
            case (UInt8(ascii: ">"), let bracket?):
                let inside = text.compile((bracket + 1)..<index, columns: columns, faults: &faults)
                let column = inside.onlyColumn(among: names)
                pieces.append(
                    Piece(
                        outside: Array(octets[start..<bracket]), inside: SharedProgram(inside), column: column
                    ))
                opened = nil
                start = index + 1
            case (UInt8(ascii: "<"), _), (UInt8(ascii: ">"), nil):
                faults.append(text.fault(.unexpectedInMailbox(octets[index]), at: index))
            default: break
            }
            index += 1
        }
        if let opened { faults.append(text.fault(.unclosedBracket, at: opened)) }
        pieces.append(Piece(outside: Array(octets[min(start, octets.count)...])))
        if faults.count != count { return nil }
    }

    var isStatic: Bool { pieces.allSatisfy { $0.inside?.program.isStatic ?? true } }

    /// Replaces `scratch.value` by the value for `row`.
    func render(_ row: Row, scratch: inout Scratch) throws(RowFault) {
        scratch.value.removeAll(keepingCapacity: true)
        for piece in pieces {
            scratch.value.append(contentsOf: piece.outside)
            guard let inside = piece.inside else { continue }
            scratch.value.append(UInt8(ascii: "<"))
            let start = scratch.value.count
            try inside.program.render(row, into: &scratch.value, scratch: &scratch.render)
            for octet in scratch.value[start...] where !Self.isURLOctet(octet) {
                throw RowFault(column: piece.column, message: .unencodedURL(octet))
            }
            scratch.value.append(UInt8(ascii: ">"))
        }
    }

    private static func isURLOctet(_ octet: UInt8) -> Bool {
        0x21...0x7E ~= octet && octet != UInt8(ascii: "<") && octet != UInt8(ascii: ">")
    }
}
