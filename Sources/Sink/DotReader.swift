/// Finds the end of the content that follows DATA and takes the stuffed dots out (RFC 5321 §4.5.2).
///
/// Only CR LF ends a line. `LF . LF`, `CR . CR` and their mixtures are content like any other, or a message could
/// be smuggled behind another one (CVE-2023-51764).
struct DotReader {
    private enum State {
        case lineStart
        /// Behind a dot that started a line; the dot is withheld.
        case dot
        /// Behind a dot that started a line and a CR; both are withheld.
        case dotReturn
        case carriageReturn
        /// Inside a line, and the octet before is not a CR.
        case text
    }

    private var state: State = .lineStart

    /// Reads `input` from `position` on and appends what is content; true at the end.
    ///
    /// `position` is behind the CR LF that follows the final dot then.
    mutating func read(_ input: Span<UInt8>, at position: inout Int, into content: inout Content) -> Bool {
        var runStart = position
        while position < input.count {
            let octet = input[position]
            switch state {
            case .text:
                skipLine(input, &position)
            case .lineStart where octet == .dot:
                content.append(input.extracting(runStart..<position))
                position += 1
                runStart = position
                state = .dot
            case .lineStart:
                position += 1
                state = octet == .carriageReturn ? .carriageReturn : .text
            case .carriageReturn:
                position += 1
                state = octet == .lineFeed ? .lineStart : octet == .carriageReturn ? .carriageReturn : .text
            case .dot where octet == .carriageReturn:
                position += 1
                runStart = position
                state = .dotReturn
            case .dot:
                position += 1
                state = .text
            case .dotReturn where octet == .lineFeed:
                position += 1
                state = .lineStart
                return true
            case .dotReturn:
                // A line that starts with `.` CR and goes on: its dot was stuffed, its CR is content.
                content.append([UInt8.carriageReturn].span)
                runStart = position
                state = .carriageReturn
            }
        }
        content.append(input.extracting(runStart..<position))
        return false
    }

    /// Goes to the octet behind the next line feed, or to the end.
    private mutating func skipLine(_ input: Span<UInt8>, _ position: inout Int) {
        guard let lineFeed = input.firstIndex(of: .lineFeed, from: position) else {
            state = input[input.count - 1] == .carriageReturn ? .carriageReturn : .text
            position = input.count
            return
        }
        // In this state the octet before `position` is no CR, whichever read it came with.
        let isLineEnd = lineFeed > position && input[lineFeed - 1] == .carriageReturn
        state = isLineEnd ? .lineStart : .text
        position = lineFeed + 1
    }
}
