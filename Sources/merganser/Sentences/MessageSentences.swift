import Composition
import Glibc
import IDNA

extension AddressFault {
    /// Why the text is no address, to stand after it.
    var sentence: String {
        switch self {
        case .empty: "there is no address; fill the cell, or take the row out"
        case .control(let octet, let position):
            "\(name(of: octet)) at position \(position) cannot be in an address, not even in quotes; remove it"
        case .notUTF8(let position): "the octet at position \(position) is not UTF-8"
        case .invisible(let scalar, let position):
            "the character U+\(scalar.number) at position \(position) cannot be seen; remove it"
        case .domain(let fault): "its domain is no internationalised domain name: \(fault.sentence)"
        case .noAtSign: "an @ is missing"
        case .missing(.localPart): "nothing stands before the @"
        case .missing(.domain): "nothing stands after the @"
        case .unexpected(let octet, let position, _):
            "\(name(of: octet)) at position \(position) cannot stand there\(advice(on: octet))"
        case .misplacedDot(let position):
            "the dot at position \(position) is at an end, or follows another dot; remove it"
        case .misplacedHyphen(let position):
            "the hyphen at position \(position) begins or ends a part of the domain; remove it"
        case .unterminatedQuote(let position): "the quote at position \(position) is never closed"
        case .notAnAddressLiteral:
            "what stands in brackets is no IP address; write [192.0.2.1] or [IPv6:2001:db8::1]"
        case .tooLong(.localPart, let octets, let limit):
            "\(octets) octets before the @ are more than the \(limit) that are allowed"
        case .tooLong(.domain, let octets, let limit):
            "\(octets) octets after the @ are more than the \(limit) that are allowed"
        case .labelTooLong(let octets):
            "a part of the domain has \(octets) octets, more than the 63 that are allowed"
        case .addressTooLong(let octets): "\(octets) octets are more than the 254 that an address may have"
        }
    }

    private func advice(on octet: UInt8) -> String {
        switch octet {
        case UInt8(ascii: ","), UInt8(ascii: ";"): "; one cell holds one address"
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            "; only the address belongs here, its name can be merged before the brackets"
        case UInt8(ascii: "("), UInt8(ascii: ")"): "; comments are not allowed"
        default: "; remove it"
        }
    }
}

extension DomainFault {
    fileprivate var sentence: String {
        switch self {
        case .malformedALabel: "what follows xn-- stands for no name; write the name itself"
        case .disallowedLetter: "it has a character that no domain name may have"
        case .unassignedLetter: "it has a character that is not known here; write its xn-- form"
        case .leadingMark: "a part of it begins with a combining mark"
        case .misplacedHyphen: "a part of it has hyphens at an end, or in the third and fourth place"
        case .outOfContext: "a joiner or point stands where its neighbours do not call for it"
        case .mixedDirections: "it mixes letters that are read from the left and from the right"
        case .tooLong: "it is longer than a domain name can be"
        case .notUTF8: "it is not UTF-8"
        case .other(let code): "libidn2 gives the code \(code)"
        }
    }
}

extension Unicode.Scalar {
    /// Four hexadecimal digits or more.
    fileprivate var number: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}

extension AttachmentFault {
    /// Why the file cannot be used, to stand after its path.
    var sentence: String {
        switch self {
        case .absolutePath: "the path begins with /; write it relative to the template's folder"
        case .leavesFolder: "the path has .. in it; the file must lie in the template's folder or below"
        case .control(let octet): "the path has \(name(of: octet)) in it; remove it"
        case .notFound: "there is no such file in the template's folder"
        case .misspelt(let nearest):
            "there is no such file in the template's folder; did you mean “\(nearest.printable)”?"
        case .symbolicLink: "this is a symbolic link, or leads over one; put the file itself there"
        case .isFolder: "this is a folder; name a file in it"
        case .notARegularFile: "this is a device, a pipe or a socket; only regular files can be used"
        case .tooLarge(let limit):
            "the file has more than \(limit.grouped) octets, the most that is allowed"
        case .system(let code): "it cannot be read: \(String(cString: strerror(code)))"
        }
    }
}

extension MessageFault {
    /// What is wrong and what to do next, without the place.
    var sentence: String {
        switch self {
        case .notUTF8(let octet):
            "the octet 0x\(String(octet, radix: 16, uppercase: true)) is not UTF-8; save the file as UTF-8"
        case .control(let octet): "\(name(of: octet)) cannot be in a header; remove it"
        case .attachment(let fault, let path): "cannot attach “\(path.printable)”: \(fault.sentence)"
        case .noTextFromHTML, .markdownOutgrows, .image, .imagePathVaries, .twoInvitations, .unknownMethod,
            .otherMethod:
            bodySentence
        case .attach(let fault): fault.sentence
        case .calendar(let fault, let path): "\(path.printable) is no invitation: \(fault.sentence)"
        case .emptyAttachmentPath: "Attach names no file; write a path, or remove the line"
        case .address, .oneMailboxExpected, .structureInsideBlock, .unclosedBracket, .unclosedQuote,
            .unexpectedInMailbox, .bracketsMissing, .group:
            mailboxSentence
        case .continuesNothing, .notAHeader, .malformedHeaderName, .mergedHeaderName, .headerNameTooLong:
            headerLineSentence
        default: headerSentence
        }
    }

    private var bodySentence: String {
        switch self {
        case .noTextFromHTML:
            """
            no text can be made from this HTML, since a block such as {% if %} begins in one tag and ends in another; \
            write the text as well, or move the block
            """
        case .markdownOutgrows:
            """
            the HTML of this Markdown could be larger than 16 MiB, since references such as [a] repeat what they are \
            defined as; use fewer of them, or shorter definitions
            """
        case .image(let fault, let path): "cannot embed the image “\(path.printable)”: \(fault.sentence)"
        case .imagePathVaries(let path):
            """
            the image “\(path.printable)” stands in a block, or its path names more than columns; take it out of the \
            block, or write a URL
            """
        case .twoInvitations: "there is an invitation already, and a message has only one; remove one of them"
        case .unknownMethod(let method):
            "“\(method.printable)” is no method of an invitation; write REQUEST, PUBLISH, ADD or CANCEL"
        case .otherMethod(let method, let path):
            "\(path.printable) has another METHOD than \(method.printable); change one of them, or remove the line"
        default: "this body cannot be used"
        }
    }

    private var headerLineSentence: String {
        switch self {
        case .continuesNothing:
            "the first line begins with white space; a template begins with a header such as “Subject: …”"
        case .malformedHeaderName(let name):
            "“\(name.printable)” is no header name; an empty line must stand between headers and body"
        case .mergedHeaderName:
            "only the value of a header can be merged; write its name and a colon as they are"
        case .headerNameTooLong(let octets, let limit):
            "this header name has \(octets) octets, more than the \(limit) that fit"
        default:
            "this line is no header, since it has no colon; an empty line must stand between headers and body"
        }
    }

    private var headerSentence: String {
        switch self {
        case .missingHeader(let name): "there is no \(name) header; add a line “\(name): …” at the top"
        case .repeatedHeader(let name, let line):
            "\(name.printable) stands in line \(line) already, and a message has only one; join or remove them"
        case .generatedHeader(let name): "\(name.printable) is written for you; remove this line"
        case .headerOfSettings(let name):
            "\(name.printable) is written by --unsubscribe; remove this line, or the option"
        case .columnNameTaken(let name):
            "the list has a column \(name.printable), a name that --unsubscribe gives to its link; rename the column"
        case .unsupportedHeader(let name):
            "\(name.printable) is not for the author of a message to write; remove this line"
        case .misspeltHeader(let name, let meant):
            "there is no header \(name.printable), and nothing would be attached; did you mean \(meant)?"
        case .unsupportedContentType(let value):
            "“\(value.printable)” is not supported; write text/plain, text/html or text/markdown, in UTF-8"
        case .twoHTMLBodies(let path):
            "there is more than one HTML body: \(path.printable) is one; keep one of them"
        case .headerNotASCII(let name): "\(name.printable) can only hold ASCII"
        case .wordTooLong(let name): "\(name.printable) has a word that is too long for a line; shorten it"
        case .mergedOutsideBrackets(let name):
            "in \(name.printable), tags can stand only between < and >"
        case .malformedURL(let octet):
            "\(name(of: octet)) cannot stand between < and > in this header; write it percent-encoded"
        default: "this header cannot be used"
        }
    }

    private var mailboxSentence: String {
        switch self {
        case .address(let fault, let text): "“\(text.printable)” is no address: \(fault.sentence)"
        case .oneMailboxExpected(let name, 0): "\(name.printable) holds no address; write one"
        case .oneMailboxExpected(let name, let found):
            "\(name.printable) holds \(found) addresses, and must hold one"
        case .structureInsideBlock(let octet):
            """
            \(name(of: octet)) stands inside a block such as {% if %}; names, brackets and commas must be the same \
            for every row (an empty name or a Cc without an address is left out)
            """
        case .unclosedBracket: "the < that opens here is never closed; write > after the address"
        case .unclosedQuote: "the quote that opens here is never closed"
        case .unexpectedInMailbox(let octet): "\(name(of: octet)) cannot stand here; write Name <address>"
        case .group: "groups of addresses are not supported; put a name with : or ; in it in quotes"
        default: "an address has no white space in it; write Name <address>"
        }
    }
}

extension MessageRowFault {
    /// What is wrong and what to do next, without the place.
    var sentence: String {
        switch self {
        case .address(.empty, _): AddressFault.empty.sentence
        case .address(let fault, let text): "“\(text.printable)” is no address: \(fault.sentence)"
        case .control(let octet): "\(name(of: octet)) cannot be in a header; remove it from the cell"
        case .notASCII: "only ASCII can stand in this header"
        case .unencodedURL(let octet):
            "\(name(of: octet)) cannot stand between < and > in this header; use the filter url_encode"
        case .wordTooLong: "a word is too long for a line of the message; shorten it"
        case .notSigned: "its unsubscribe token could not be signed; OpenSSL may lack HMAC-SHA-256"
        case .image(let fault, let path): "cannot embed the image “\(path.printable)”: \(fault.sentence)"
        case .attachment(let fault, let path): "cannot attach “\(path.printable)”: \(fault.sentence)"
        case .attachmentName(let octet): AttachFault.folderInName(octet).sentence
        case .calendar(let fault, let path):
            "this row makes no valid invitation of \(path.printable): \(fault.sentence)"
        }
    }
}

/// An octet for people: a letter as it is, anything else by name or number.
func name(of octet: UInt8) -> String {
    switch octet {
    case 0x00: "the control character NUL"
    case 0x09: "a tab"
    case 0x0A: "a line feed"
    case 0x0D: "a carriage return"
    case 0x20: "a space"
    case 0x21...0x7E: "“\(String(Unicode.Scalar(octet)))”"
    case 0x80...0xFF: "a letter that is not ASCII"
    default:
        "the control character U+00" + (octet < 0x10 ? "0" : "") + String(octet, radix: 16, uppercase: true)
    }
}
