/// The `format=flowed` form of plain text (RFC 3676): lines of 78 at most, those that go on end in a space.
enum FlowedText {
    /// The most scalars in a line, the space at its end included (RFC 3676 §4.2).
    private static let width = 78
    /// What has to be left for words; a line of a deeper quotation goes as it is, however long.
    private static let leastRoom = 20
    private static let signature = Array("-- ".utf8)

    /// Appends `text`, whose lines end in CR LF.
    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        var start = 0
        while start < text.count {
            let lineFeed = text[start...].firstIndex(of: 0x0A)
            let next = lineFeed.map { $0 + 1 } ?? text.count
            var end = lineFeed ?? text.count
            if lineFeed != nil, end > start, text[end - 1] == 0x0D { end -= 1 }
            append(line: text[start..<end], to: &output)
            if lineFeed != nil { output.append("\r\n") }
            start = next
        }
    }

    private static func append(line: ArraySlice<UInt8>, to output: inout [UInt8]) {
        // The line before a signature is the one that ends in a space and does not go on (RFC 3676 §4.3).
        guard !line.elementsEqual(signature) else { return output.append(contentsOf: line) }
        let quotes = line.prefix { $0 == UInt8(ascii: ">") }
        var rest = line[quotes.endIndex...]
        // What follows the signs of a quotation has its space already, and it is not part of the text.
        if !quotes.isEmpty, rest.first == 0x20 { rest.removeFirst() }
        // A space before a line end that stays would make the line go on.
        while rest.last == 0x20 { rest.removeLast() }
        let room = width - quotes.count - 1
        var isFirst = true
        repeat {
            if !isFirst { output.append("\r\n") }
            output.append(contentsOf: quotes)
            if !quotes.isEmpty || needsStuffing(rest) { output.append(0x20) }
            // Each line begins with all the signs: with many of them and little room, a few words would become megabytes.
            let end = room < leastRoom ? rest.endIndex : lineEnd(of: rest, room: room)
            output.append(contentsOf: rest[..<end])
            rest = rest[end...]
            isFirst = false
        } while !rest.isEmpty
    }

    /// Whether a line would be read as something else without a space in front (RFC 3676 §4.4).
    private static func needsStuffing(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == 0x20 || line.first == UInt8(ascii: ">") || line.starts(with: "From ".utf8)
    }

    /// Where the line ends: after the last run of spaces that fits, else after the first one there is.
    private static func lineEnd(of text: ArraySlice<UInt8>, room: Int) -> Int {
        var scalars = 0
        var last: Int?
        for index in text.indices {
            if text[index] & 0xC0 != 0x80 { scalars += 1 }
            if scalars > room, let last { return last }
            guard text[index] == 0x20 else { continue }
            let isEndOfRun = index + 1 < text.endIndex && text[index + 1] != 0x20
            // A line `-- ` would begin the signature.
            guard isEndOfRun, !text[...index].elementsEqual(signature) else { continue }
            // Spaces at the very beginning belong to what they indent.
            if text[...index].contains(where: { $0 != 0x20 }) { last = index + 1 }
        }
        return scalars > room ? last ?? text.endIndex : text.endIndex
    }
}
