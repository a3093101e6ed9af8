import CSV

extension ListFault {
    /// What is wrong with the list, where, and what to do about it.
    var sentence: String {
        "line \(line), column \(column): \(reason)"
    }

    /// The same without the place.
    var reason: String { problem.sentence }
}

extension ListFault.Problem {
    /// What is wrong and what to do next, without the place.
    fileprivate var sentence: String {
        switch self {
        case .noHeader, .emptyName, .duplicateName: headerSentence
        case .nul, .notUTF8, .notInEncoding, .unknownEncoding, .contradictingMark: encodingSentence
        case .unclosedQuote, .textAfterQuote, .quoteInsideField, .bareCarriageReturn, .lineEndInRecord:
            syntaxSentence
        case .fieldTooLong(let limit):
            "the field that starts here is longer than \(limit) octets; shorten it, or attach the text as a file"
        case .recordTooLong(let limit):
            "the record that starts here is longer than \(limit) octets; see whether a quote or a line end is missing"
        case .tooManyFields(let limit):
            "the record that starts here has more than \(limit) fields; see whether a line end is missing"
        case .unreadable(let reason):
            "the list could not be read any further: \(reason.printable)"
        case .outOfMemory:
            "there is no memory left for the fields of this record; free some and try again"
        }
    }

    private var headerSentence: String {
        switch self {
        case .emptyName(let field):
            "column \(field) of the header has no name; give it one, or delete the column"
        case .duplicateName(let name, let first, let field):
            "columns \(first) and \(field) of the header are both named “\(name.printable)”; rename one of them"
        default:
            "the list is empty; its first line must hold the names of the columns"
        }
    }

    private var syntaxSentence: String {
        switch self {
        case .unclosedQuote(within: nil):
            "the quote that opens here is never closed; close it, or write \"\" where a quote is part of the text"
        case .unclosedQuote(within: let limit?):
            """
            the quote that opens here is not closed within \(limit) octets, which is the longest a field may be; \
            close it, or write "" where a quote is part of the text
            """
        case .textAfterQuote(let found):
            """
            \(description(of: found)) follows a closing quote, where only a delimiter or a line end may; remove it, \
            or write "" where a quote is part of the text
            """
        case .quoteInsideField(afterSpaces: true):
            "only spaces stand before this quote; remove them, so that the field begins with its quote"
        case .quoteInsideField(afterSpaces: false):
            """
            this quote stands inside a field that does not begin with one; put the whole field in quotes and write \
            "" for this one
            """
        case .lineEndInRecord:
            "this record should end here, but more follows; put a field that holds a line end in quotes"
        default:
            """
            a carriage return (CR) stands here without a line feed; if every line of the list ends so, save it with \
            line ends of Unix (LF) or Windows (CR LF), otherwise remove it
            """
        }
    }

    private var encodingSentence: String {
        switch self {
        case .nul(let likely?):
            "a NUL octet stands here: the list looks like \(likely); try --encoding \(likely)"
        case .notUTF8(let octet, let offset):
            """
            the octet \(hexadecimal(octet)) (number \(offset &+ 1) of the list) is not UTF-8; save the list as UTF-8, \
            or say how it is encoded, for example --encoding windows-1252
            """
        case .notInEncoding(let encoding, let octet, let offset):
            """
            the octet \(hexadecimal(octet)) (number \(offset &+ 1) of the list) means nothing in \
            \(encoding.printable); save the list as UTF-8, or name its real encoding with --encoding
            """
        case .unknownEncoding(let encoding):
            "this system knows no encoding “\(encoding.printable)”; `iconv --list` shows those it knows"
        case .contradictingMark(let encoding, let mark):
            "the list begins with the mark of \(mark), not of \(encoding.printable); leave --encoding out"
        default:
            "a NUL octet stands here, which no text holds; see whether this file is a list at all"
        }
    }
}

private func hexadecimal(_ octet: UInt8) -> String {
    let digits = String(octet, radix: 16, uppercase: true)
    return digits.count < 2 ? "0x0\(digits)" : "0x\(digits)"
}

private func description(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case " ": "a space"
    case "\t": "a tab"
    default: "“\(String(scalar).printable)”"
    }
}
