/// Finds the mailboxes in a header value of the template, before anything is merged into it.
///
/// Only what the author wrote decides where a name ends and an address begins. A merged value is one piece of text in
/// its place: its commas, quotes and brackets never make another mailbox of it.
struct MailboxListSyntax {
    struct Mailbox: Equatable {
        /// The stretches of the display name, without their quotes and backslashes.
        var name: [Range<Int>] = []
        var address: Range<Int>
    }

    private enum State {
        case name(quoted: Bool)
        case address(quoted: Bool)
        case done
    }

    private(set) var mailboxes: [Mailbox] = []

    private let text: TemplateText
    private let octets: [UInt8]
    private var state = State.name(quoted: false)
    private var index = 0
    private var mailboxStart = 0
    private var stretchStart = 0
    private var addressStart = 0
    private var address: Range<Int>?
    private var name: [Range<Int>] = []
    /// How many block tags are open.
    private var depth = 0

    /// Reads the whole value; what is wrong with it goes to `faults`, and then `mailboxes` is empty.
    init(_ text: TemplateText, faults: inout [TemplateFault]) {
        self.text = text
        octets = text.octets
        do {
            try scan()
        } catch {
            mailboxes = []
            faults.append(text.fault(error.problem, at: error.index))
        }
    }

    private struct Misplaced: Error {
        let problem: MessageFault
        let index: Int
    }

    private mutating func scan() throws(Misplaced) {
        while index < octets.count {
            if let tag = LiquidTag(in: octets, at: index) {
                depth += tag.depthChange
                if case .done = state { throw unexpected() }
                index = tag.end
            } else {
                try scanOctet()
                index += 1
            }
        }
        switch state {
        case .name(quoted: true), .address(quoted: true):
            throw Misplaced(problem: .unclosedQuote, index: stretchStart)
        case .address(quoted: false): throw Misplaced(problem: .unclosedBracket, index: addressStart - 1)
        case .name(quoted: false), .done: try endMailbox()
        }
    }

    private func unexpected() -> Misplaced {
        Misplaced(problem: .unexpectedInMailbox(octets[index]), index: index)
    }

    private mutating func scanOctet() throws(Misplaced) {
        let octet = octets[index]
        if Self.isStructure(octet), depth > 0 {
            throw Misplaced(problem: .structureInsideBlock(octet), index: index)
        }
        switch (state, octet) {
        case (.name(let quoted), UInt8(ascii: "\"")):
            endStretch()
            stretchStart = index + 1
            state = .name(quoted: !quoted)
        case (.name(quoted: true), UInt8(ascii: "\\")):
            endStretch()
            stretchStart = index + 1
            if index + 1 < octets.count, LiquidTag(in: octets, at: index + 1) == nil { index += 1 }
        case (.address(quoted: true), UInt8(ascii: "\\")):
            index += 1
        case (.name(quoted: true), _): break
        case (.address(quoted: true), _) where octet != UInt8(ascii: "\""): break
        case (.name, UInt8(ascii: "<")):
            endStretch()
            addressStart = index + 1
            state = .address(quoted: false)
        case (.name, UInt8(ascii: ",")):
            try endMailbox()
        case (.name, UInt8(ascii: ":")), (.name, UInt8(ascii: ";")):
            throw Misplaced(problem: .group, index: index)
        case (.name, UInt8(ascii: ">")), (.address(quoted: false), UInt8(ascii: "<")),
            (.address(quoted: false), UInt8(ascii: ",")):
            throw unexpected()
        case (.address(let quoted), UInt8(ascii: "\"")):
            stretchStart = index
            state = .address(quoted: !quoted)
        case (.address(quoted: false), UInt8(ascii: ">")):
            address = addressStart..<index
            state = .done
        case (.done, UInt8(ascii: ",")):
            try endMailbox()
        case (.done, _) where !HeaderWords.isSpace(octet):
            throw unexpected()
        case (.name, _), (.address, _), (.done, _): break
        }
    }

    private static func isStructure(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","): true
        default: false
        }
    }

    private mutating func endStretch() {
        if stretchStart < index { name.append(stretchStart..<index) }
    }

    /// Ends the mailbox before the comma or the end that `index` is at.
    private mutating func endMailbox() throws(Misplaced) {
        if let address {
            mailboxes.append(Mailbox(name: name, address: trimmed(address)))
        } else {
            let bare = trimmed(mailboxStart..<index)
            if let space = bareSpace(in: bare) { throw Misplaced(problem: .bracketsMissing, index: space) }
            // A stray comma, at the end of the list most often, is no mailbox (RFC 5322 §4.4).
            if !bare.isEmpty { mailboxes.append(Mailbox(address: bare)) }
        }
        name = []
        address = nil
        mailboxStart = index + 1
        stretchStart = index + 1
        state = .name(quoted: false)
    }

    /// White space that the author wrote inside an address without brackets.
    private func bareSpace(in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        var isQuoted = false
        while index < range.upperBound {
            if let tag = LiquidTag(in: octets, at: index) {
                index = tag.end
                continue
            }
            if octets[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if HeaderWords.isSpace(octets[index]), !isQuoted { return index }
            index += 1
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let slice = HeaderWords.trimmed(octets[range])
        return slice.isEmpty ? range.lowerBound..<range.lowerBound : slice.startIndex..<slice.endIndex
    }
}
