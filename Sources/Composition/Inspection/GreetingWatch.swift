/// Greetings of a body in which something is merged, to find rows that leave the place blank: `Dear ,`.
///
/// Which they are is known from the template, so that a row costs one search for them.
struct GreetingWatch: Sendable {
    /// The literal text before what is merged, from its greeting on.
    private let greetings: [(text: [UInt8], needsName: Bool)]
    private let isHTML: Bool

    /// Words that only stand before a name.
    private static let needing = [
        "dear", "liebe", "lieber", "liebes", "sehr geehrte", "sehr geehrter", "cher", "chère", "estimado",
        "estimada", "querido", "querida", "gentile", "caro", "cara", "egregio", "beste", "geachte", "kære",
        "kära", "käre", "caro", "prezado", "prezada", "szanowny", "szanowna", "drogi", "droga",
    ].map { Array($0.utf8) }
    /// Words that may stand alone.
    private static let others = [
        "hello", "hi", "hey", "good morning", "good afternoon", "good evening", "hallo", "guten tag",
        "guten morgen", "grüß gott", "moin", "servus", "bonjour", "bonsoir", "salut", "hola",
        "buenos días", "ciao", "buongiorno", "olá", "bom dia", "hej", "hei", "dag", "goedendag", "cześć",
        "ahoj",
        "welcome", "willkommen",
    ].map { Array($0.utf8) }

    /// Longer text before the name is a sentence, not a greeting.
    private static let longest = 48

    init(_ program: Program) {
        isHTML = program.place == .html
        var greetings: [(text: [UInt8], needsName: Bool)] = []
        for (index, instruction) in program.instructions.enumerated() {
            guard case .text(let start, let end) = instruction, index + 1 < program.instructions.count else {
                continue
            }
            if case .text = program.instructions[index + 1] { continue }
            let tail = Self.lastLine(of: program.text[start..<end], isHTML: isHTML)
            guard !tail.isEmpty, tail.count <= Self.longest, let needsName = Self.needsName(tail) else {
                continue
            }
            greetings.append((Array(tail), needsName))
        }
        self.greetings = greetings
    }

    /// What stands behind the last line end or element, without white space before it; tags at its end, as in
    /// `Dear <b>`, belong to it.
    ///
    /// - Returns: empty where no white space is between it and what is merged.
    private static func lastLine(of text: ArraySlice<UInt8>, isHTML: Bool) -> ArraySlice<UInt8> {
        var bare = text
        while isHTML, bare.last == UInt8(ascii: ">"), let open = bare.lastIndex(of: UInt8(ascii: "<")) {
            bare = bare[..<open]
        }
        guard let last = bare.last, Syntax.isSpace(last) || bare.suffix(6).elementsEqual("&nbsp;".utf8) else {
            return []
        }
        let start = bare.lastIndex { $0 == 0x0A || isHTML && $0 == UInt8(ascii: ">") }
        return text[(start.map { $0 + 1 } ?? text.startIndex)...].drop(while: Syntax.isSpace)
    }

    /// Nil for what is no greeting.
    private static func needsName(_ text: ArraySlice<UInt8>) -> Bool? {
        let folded = text.map(Syntax.lower)
        func begins(_ word: [UInt8]) -> Bool {
            folded.starts(with: word) && folded.dropFirst(word.count).first.map(Syntax.isSpace) == true
        }
        if needing.contains(where: begins) { return true }
        return others.contains(where: begins) ? false : nil
    }

    var isIdle: Bool { greetings.isEmpty }

    /// The first greeting of a rendered body that is blank: its line, and where in it the name is missing, in scalars.
    func blank(in body: [UInt8]) -> (line: String, column: Int)? {
        for (greeting, needsName) in greetings {
            guard let start = OctetSearch.position(of: greeting[...], in: body[...]) else { continue }
            let next = skipped(in: body, from: start + greeting.count)
            guard isBlank(body, at: next, needsName) else { continue }
            let line = body[start...].prefix { $0 != 0x0A && $0 != 0x0D }.prefix(80)
            let shown = Syntax.string(line.prefix(while: { $0 != UInt8(ascii: "<") || !isHTML }))
            return (shown, TemplateText.scalarCount(greeting[...]) + 1)
        }
        return nil
    }

    /// Passes white space, and tags of HTML.
    private func skipped(in body: [UInt8], from start: Int) -> Int {
        var index = start
        while index < body.count {
            if body[index] == 0x20 || body[index] == 0x09 || isHTML && Syntax.isSpace(body[index]) {
                index += 1
            } else if isHTML, body[index...].starts(with: "&nbsp;".utf8) {
                index += 6
            } else if isHTML, body[index] == UInt8(ascii: "<"),
                let end = body[index...].firstIndex(of: UInt8(ascii: ">"))
            {
                index = end + 1
            } else {
                break
            }
        }
        return index
    }

    private func isBlank(_ body: [UInt8], at index: Int, _ needsName: Bool) -> Bool {
        guard index < body.count else { return needsName }
        switch body[index] {
        case UInt8(ascii: ","): return true
        case UInt8(ascii: "!"), UInt8(ascii: ":"), UInt8(ascii: "."), 0x0A, 0x0D: return needsName
        default: return false
        }
    }
}
