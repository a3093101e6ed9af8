import CampaignRun
import Composition

extension Finding {
    /// What is wrong or may be, without the place.
    var sentence: String {
        switch subject {
        case .fault(let problem): problem.sentence
        case .list(let fault): fault.reason
        case .row(let problem): problem.sentence
        case .notice(let problem): problem.sentence
        case .message(let notice): notice.sentence
        case .cell(let notice, let column): "column “\(column.printable)”: \(notice.sentence)"
        case .overRelaySize(let octets, let limit):
            "the message has \(octets.grouped) octets; the relay takes \(limit.grouped) at the most"
        case .sharedFile(let path, let row):
            "\(path.printable) goes to row \(row.grouped), too, where most files go to one row only"
        case .unusedFiles(let names, let count):
            "no row attaches \(names.map(\.printable).joined(separator: ", "))"
                + (count > names.count
                    ? " and \((count - names.count).grouped) more files of their folders" : "")
        case .noUnsubscribe(let messages):
            "\(messages.grouped) messages and no List-Unsubscribe header"
        case .noOneClick(let messages):
            "\(messages.grouped) messages with List-Unsubscribe, but without List-Unsubscribe-Post"
        }
    }
}

extension TemplateNotice.Problem {
    fileprivate var sentence: String {
        switch self {
        case .emptyLink: "this link leads nowhere"
        case .relativeLink(let url):
            "“\(url.printable)” is a relative link, which leads nowhere from a mail; write the whole URL"
        case .plainHTTPLink(let url): "“\(url.printable)” goes unprotected over the network; write https:"
        case .imageWithoutAlternative(let source):
            "the image “\(source.printable)” has no alt text"
                + (source.isEmpty ? "" : ", which is what many see of it")
        case .foreignTag(let written, let column):
            "“\(written.printable)” is sent as it stands here; the cell of “\(column.printable)” is {{ \(Self.name(column)) }}"
        case .mojibake(let found, let meant?):
            "“\(found.printable)” may have been “\(meant.printable)” before the file was read in a wrong encoding"
        case .mojibake(let found, nil):
            "“\(found.printable)” stands where a character was lost"
        case .bodiesDiffer(let common, let whole, let inText):
            inText
                ? "of the \(whole) words of the HTML only \(common) are in the text; both should say the same"
                : "of the \(whole) words of the text only \(common) are in the HTML; both should say the same"
        }
    }

    /// How a template names a column.
    private static func name(_ column: String) -> String {
        let alias = String(decoding: ColumnTable.snakeCase(column), as: UTF8.self)
        return alias.isEmpty ? "[\"\(column.printable)\"]" : alias
    }
}

extension MessageNotice {
    fileprivate var sentence: String {
        switch self {
        case .blankGreeting(let line, _):
            "the greeting has a blank where the name belongs: “\(line.printable)”"
        case .emptyLink: "a link of its HTML is empty, so it leads nowhere"
        case .relativeLink(let url):
            "the link “\(url.printable)” is a relative one, which leads nowhere from a mail"
        case .plainHTTPLink(let url): "the link “\(url.printable)” goes unprotected over the network"
        case .htmlTooLong(let octets):
            "its HTML has \(octets.grouped) octets; Gmail cuts off what is behind \(MessageInspection.clippedHTML.grouped)"
        }
    }
}

extension CellNotice {
    fileprivate var sentence: String {
        switch self {
        case .exponent(let text):
            "“\(text.printable)” is a number of which a spreadsheet has not kept all digits"
        case .errorValue(let text): "“\(text.printable)” is what a spreadsheet shows instead of a value"
        case .serialDate(let text, let date):
            "“\(text.printable)” may be a date that became a number: \(date)"
        case .lostZeros(let text, let digits):
            "“\(text.printable)” has fewer than the \(digits) digits of cells that begin with 0; it may have lost its own"
        case .mojibake(let found, let meant?):
            "“\(found.printable)” may have been “\(meant.printable)” before the list was read in a wrong encoding"
        case .mojibake(let found, nil): "“\(found.printable)” stands where a character was lost"
        case .braces(let text): "“\(text.printable)” is sent as it is; cells are not read as template"
        case .misspeltDomain(let domain, let meant): "“\(domain.printable)” is probably a misspelt \(meant)"
        }
    }
}
