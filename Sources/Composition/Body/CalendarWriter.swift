/// Writes a rendered invitation as content lines: unfolded, merged values escaped, and folded again (RFC 5545 §3.1).
///
/// Keeps its buffer from one row to the next.
struct CalendarWriter: Sendable {
    private enum Break {
        case none
        /// The author wrote CR, which a LF has to follow.
        case carriageReturn
        /// A line has ended, unless white space goes on with it.
        case lineEnd
    }

    private var line = CalendarLine()
    private var lineBreak = Break.none
    /// The method that is put in behind the first line; nil where the file has it.
    private var method: CalendarTemplate.Method?

    /// §3.1: a line has at most so many octets without its end.
    private static let longestLine = 75

    /// Appends what `octets` say, of which the stretches in `marks` are the author's and the rest is the row's.
    mutating func write(
        _ octets: Span<UInt8>, _ marks: [LiteralMark], adding method: CalendarTemplate.Method?,
        to output: inout [UInt8]
    ) throws(CalendarFault) {
        self.method = method
        line.begin()
        lineBreak = .none
        var position = 0
        for mark in marks {
            try merge(octets.extracting(position..<mark.start), to: &output)
            for index in mark.start..<mark.end { try write(octets[index], to: &output) }
            position = mark.end
        }
        try merge(octets.extracting(position...), to: &output)
        if lineBreak == .carriageReturn { throw .control(0x0D) }
        try endLine(to: &output)
    }

    private mutating func merge(_ octets: Span<UInt8>, to output: inout [UInt8]) throws(CalendarFault) {
        guard octets.count > 0 else { return }
        try settle(to: &output)
        for index in octets.indices { try line.append(merged: octets[index]) }
    }

    /// Goes on past an octet of the author's.
    private mutating func write(_ octet: UInt8, to output: inout [UInt8]) throws(CalendarFault) {
        if octet == 0x0A {
            // A second one: the line before it has ended.
            if lineBreak == .lineEnd { try endLine(to: &output) }
            lineBreak = .lineEnd
        } else if octet == 0x0D {
            try settle(to: &output)
            lineBreak = .carriageReturn
        } else if lineBreak == .lineEnd, HeaderWords.isSpace(octet), !line.octets.isEmpty {
            lineBreak = .none
        } else {
            try settle(to: &output)
            try line.append(literal: octet)
        }
    }

    private mutating func settle(to output: inout [UInt8]) throws(CalendarFault) {
        switch lineBreak {
        case .none: break
        case .carriageReturn: throw .control(0x0D)
        case .lineEnd: try endLine(to: &output)
        }
        lineBreak = .none
    }

    /// Appends the line and its end; a line that only held tags is left out.
    private mutating func endLine(to output: inout [UInt8]) throws(CalendarFault) {
        guard !line.octets.isEmpty else { return }
        try line.finish()
        Self.fold(line.octets.span, to: &output)
        if let method {
            output.append("METHOD:")
            output.append(contentsOf: method.rawValue.utf8)
            output.append("\r\n")
        }
        method = nil
        line.begin()
    }

    /// Appends a line in pieces that fit, none of which ends inside a scalar.
    private static func fold(_ line: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        var room = longestLine
        while line.count - start > room {
            var end = start + room
            while end > start + 1, line[end] & 0xC0 == 0x80 { end -= 1 }
            output.append(line.extracting(start..<end))
            output.append("\r\n ")
            start = end
            // The space that says that the line goes on.
            room = longestLine - 1
        }
        output.append(line.extracting(start...))
        output.append("\r\n")
    }
}
