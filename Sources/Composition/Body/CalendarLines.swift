/// The content lines of an invitation's file, checked before there is a row.
struct CalendarLines {
    /// What its METHOD lines say, in upper case.
    private(set) var methods: [String] = []

    private let body: BodySource
    private let mask: MaskedTemplate
    /// The components that are open.
    private var open: [String] = []
    private var isEmpty = true
    private var isClosed = false
    /// Tags around the place that may leave it out, and whether any stands around a part of the line.
    private var depth = 0
    private var isConditional = false

    /// Nil where something is wrong, which goes to `faults` with its line.
    init?(_ body: BodySource, faults: inout [TemplateFault]) {
        self.body = body
        guard let mask = MaskedTemplate(body.octets[...], for: .rewriting) else {
            // A tag without its end; the compiler tells which.
            let count = faults.count
            _ = DerivedTemplate(body).compile(
                body, columns: ColumnTable([]), place: .plainText, partials: Partials(), faults: &faults)
            let first = faults.count > count ? faults[count] : Self.fault(.control(1), body, at: 0)
            faults = faults[..<count] + [first]
            return nil
        }
        self.mask = mask
        let count = faults.count
        check(&faults)
        guard faults.count == count else { return nil }
    }

    private static func fault(_ fault: CalendarFault, _ body: BodySource, at offset: Int) -> TemplateFault {
        body.fault(.calendar(fault, path: body.file), at: offset)
    }

    private mutating func check(_ faults: inout [TemplateFault]) {
        var line = CalendarLine()
        var start = 0
        for range in Self.lines(of: mask.octets) {
            do throws(CalendarFault) {
                let octets = mask.octets[range]
                guard let first = octets.first, HeaderWords.isSpace(first) else {
                    try end(&line)
                    start = range.lowerBound
                    try read(range, into: &line)
                    continue
                }
                // The space goes on with the line above, whether or not a tag follows it.
                if saysNothing(range) {
                    throw octets.contains(MaskedTemplate.opening) ? .indentedTag : .malformedLine("")
                }
                try read((range.lowerBound + 1)..<range.upperBound, into: &line)
            } catch {
                faults.append(Self.fault(error, body, at: mask.sourceOffset(of: range.lowerBound)))
                return
            }
        }
        do throws(CalendarFault) {
            try end(&line)
            if isEmpty { throw .notACalendar }
            if !open.isEmpty { throw .unbalanced(open: open.last) }
        } catch {
            faults.append(Self.fault(error, body, at: mask.sourceOffset(of: start)))
        }
    }

    private static func lines(of octets: [UInt8]) -> [Range<Int>] {
        octets.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.startIndex..<(line.last == 0x0D ? line.endIndex - 1 : line.endIndex)
        }
    }

    /// Whether a line says nothing itself: white space, and tags that write nothing.
    private func saysNothing(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if let (number, end) = MaskedTemplate.mark(in: mask.octets[..<range.upperBound], at: index) {
                guard !writes(mask.tags[number].kind) else { return false }
                index = end
            } else {
                guard HeaderWords.isSpace(mask.octets[index]) else { return false }
                index += 1
            }
        }
        return true
    }

    private func writes(_ kind: MaskedTemplate.Tag.Kind) -> Bool {
        switch kind {
        case .output, .control("echo"), .control("cycle"), .control("increment"), .control("decrement"): true
        case .control, .opaque: false
        }
    }

    /// Reads a line, with a letter for each value that will be merged.
    private mutating func read(_ range: Range<Int>, into line: inout CalendarLine) throws(CalendarFault) {
        var index = range.lowerBound
        while index < range.upperBound {
            if let (number, end) = MaskedTemplate.mark(in: mask.octets[..<range.upperBound], at: index) {
                let kind = mask.tags[number].kind
                if writes(kind) { try line.append(merged: UInt8(ascii: "x")) }
                follow(kind)
                index = end
            } else {
                try line.append(literal: mask.octets[index])
                index += 1
            }
        }
    }

    /// Remembers whether a row may do without what comes.
    private mutating func follow(_ kind: MaskedTemplate.Tag.Kind) {
        switch kind {
        case .control("if"), .control("unless"), .control("case"), .control("for"), .control("tablerow"),
            .control("capture"):
            depth += 1
        case .control("endif"), .control("endunless"), .control("endcase"), .control("endfor"),
            .control("endtablerow"), .control("endcapture"):
            depth -= 1
        case .output, .control, .opaque: break
        }
        if depth > 0 { isConditional = true }
    }

    /// Takes a line that is whole.
    private mutating func end(_ line: inout CalendarLine) throws(CalendarFault) {
        defer {
            line.begin()
            isConditional = depth > 0
        }
        guard !line.octets.isEmpty else { return }
        // What a row makes of a URL is seen then.
        try line.finish(isMerged: false)
        let name = Syntax.string(line.name)
        let value = Syntax.string(line.value.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 })
        if isEmpty, name != "BEGIN" || value != "VCALENDAR" { throw .notACalendar }
        if isClosed { throw .malformedLine(name) }
        isEmpty = false
        switch name {
        case "BEGIN": open.append(value)
        case "END":
            guard open.last == value else { throw .unbalanced(open: open.last) }
            open.removeLast()
            isClosed = open.isEmpty
        case "METHOD":
            if isConditional { throw .conditionalMethod }
            methods.append(value)
        default: break
        }
    }
}
