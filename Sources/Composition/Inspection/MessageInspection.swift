/// Finds in the message of one row after another what may not be meant.
///
/// What is the same for every row was worked out once; a row costs a search for greetings, and another for links where
/// the list has some.
package struct MessageInspection: Sendable {
    private let text: GreetingWatch?
    private let html: GreetingWatch?
    /// Whether links of the HTML begin with what is merged.
    private let hasMergedLinks: Bool
    /// Links that are the same for every row, and the beginnings of those that are not: the template was told of them.
    private let fixedLinks: Set<[UInt8]>
    private let fixedBeginnings: [[UInt8]]

    /// Gmail shows no more of a message's HTML, and a link to the rest.
    package static let clippedHTML = 102 * 1024

    private static let opening = Array("href=\"".utf8)

    package init(_ composer: Composer) {
        text = composer.text.map { GreetingWatch($0.program) }
        html = composer.html.map { GreetingWatch($0.program) }
        var links = WrittenLinks()
        if let program = composer.html?.program {
            for instruction in program.instructions {
                if case .text(let start, let end) = instruction { links.read(program.text[start..<end]) }
            }
        }
        hasMergedLinks = links.hasMerged
        fixedLinks = links.whole
        fixedBeginnings = links.beginnings
    }

    /// Links as they stand in the literal text between merge tags.
    private struct WrittenLinks {
        var whole: Set<[UInt8]> = []
        var beginnings: [[UInt8]] = []
        var hasMerged = false

        mutating func read(_ literal: ArraySlice<UInt8>) {
            var rest = literal
            while let start = OctetSearch.position(of: opening[...], in: rest) {
                let value = literal[(start + opening.count)...]
                if let end = value.firstIndex(of: UInt8(ascii: "\"")) {
                    whole.insert(Array(value[..<end]))
                } else if value.isEmpty {
                    hasMerged = true
                } else {
                    beginnings.append(Array(value))
                }
                rest = value
            }
        }
    }

    /// Tells of the message that was composed last with `scratch`.
    ///
    /// - Parameter scratch: is not changed, only lent: it has many parts to copy.
    package func inspect(_ scratch: inout Scratch, _ found: (MessageNotice) -> Void) {
        if let text, !text.isIdle, let (line, column) = text.blank(in: scratch.text.octets) {
            found(.blankGreeting(line: line, column: column))
        } else if let html, !html.isIdle, let (line, column) = html.blank(in: scratch.html.octets) {
            found(.blankGreeting(line: line, column: column))
        }
        guard html != nil else { return }
        if scratch.html.octets.count > Self.clippedHTML {
            found(.htmlTooLong(octets: scratch.html.octets.count))
        }
        guard hasMergedLinks else { return }
        Self.forEachLink(in: scratch.html.octets[...]) { link in
            guard let judgement = LinkJudgement(HTMLReferences.decode(link)), !isWritten(link) else { return }
            let shown = Syntax.string(link)
            switch judgement {
            case .empty: found(.emptyLink)
            case .relative: found(.relativeLink(shown))
            case .plainHTTP: found(.plainHTTPLink(shown))
            }
        }
    }

    private func isWritten(_ link: ArraySlice<UInt8>) -> Bool {
        fixedLinks.contains(Array(link)) || fixedBeginnings.contains { link.starts(with: $0) }
    }

    /// The values of `href="…"`, whole ones only.
    private static func forEachLink(in html: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) -> Void) {
        var rest = html
        while let start = OctetSearch.position(of: opening[...], in: rest) {
            let value = html[(start + opening.count)...]
            guard let end = value.firstIndex(of: UInt8(ascii: "\"")) else { return }
            visit(value[..<end])
            rest = html[end...]
        }
    }
}
