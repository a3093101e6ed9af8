import CampaignRun

extension FindingCode {
    /// What cannot be sent.
    var errorExplanation: Explanation {
        switch self {
        case .unknownColumn:
            Explanation(
                title: "a merge tag names no column of the list",
                what:
                    "The template names something that is neither a column of the list nor a variable. Columns are written as in the list's header or in lower snake case: First Name is also first_name.",
                why: "Every message would have an empty place there.",
                example: "{{ frist_name }}   where the list has the column First Name",
                help: "write a name of the list's header; the nearest one is suggested")
        case .list:
            Explanation(
                title: "the list cannot be read any further",
                what:
                    "Something makes everything behind it doubtful: a quote that is never closed, text after a closing quote, octets that are not in the list's encoding.",
                why: "Cells would move into other columns and rows, and messages to other people.",
                example: "\"Moreau, Ada,ada@example.org",
                help:
                    "mend the place that is named, or say how the list is written with --encoding or --delimiter"
            )
        case .fieldCount:
            Explanation(
                title: "a row has more or fewer cells than the header has columns",
                what: "The row is invalid: nobody can say which cell belongs to which column.",
                why: "Most often a comma inside a cell is not in quotes.",
                example: "Email,Name,City\nada@example.org,Moreau, Ada,Lyon",
                help: "put the cell in quotes, \"Moreau, Ada\", or save the list anew from the spreadsheet")
        case .badAddress:
            Explanation(
                title: "no address, or a malformed one",
                what:
                    "What stands where an address has to stand is not exactly one address. The row is invalid.",
                why: "No server takes it, or it would go to somebody else.",
                example: "anna.example.com\nada@example.org;bo@example.org",
                help: "correct the cell; one row is one recipient")
        case .missingFile:
            Explanation(
                title: "a file that is to be attached or shown is not there",
                what:
                    "Paths are relative to the template's folder and lead nowhere outside of it; symbolic links are not followed. Where the path is merged, the row is invalid.",
                why: "The message would say that something is attached, and it is not.",
                example: "Attach: invoices/{{ number }}.pdf   and no invoices/1007.pdf",
                help: "put the file there, or correct the path; letters have to have the same case")
        case .signature:
            Explanation(
                title: "the message cannot be signed as asked",
                what:
                    "A DKIM key signs for the domain of From, one above it or one below it; an S/MIME certificate for its own address.",
                why: "Receivers that check DMARC would find the signature worthless.",
                example: "From: news@example.org   with   --dkim news@example.com=key.pem",
                help: "sign with the domain of From, or write from an address of the key's domain")
        case .overRelaySize:
            Explanation(
                title: "a message is larger than the relay takes",
                what: "The relay says in its answer to EHLO how large a message may be (SIZE, RFC 1870).",
                why: "It will refuse the message. Attachments grow by a third when they are encoded.",
                example: "250-SIZE 10485760   and a message of 12 MB",
                help: "attach less, or send a link to the file")
        case .row:
            Explanation(
                title: "no message can be made for a row",
                what:
                    "A cell cannot stand where it is merged: a line end in a header, text where the template calculates, a URL with a scheme such as javascript:, or the template says {% fail %}. The row is invalid.",
                why: "Sending it all the same would send something nobody meant.",
                example: "Subject: {{ title }}   and a title of two lines",
                help: "correct the cell, or have the template treat such rows otherwise")
        default:
            Explanation(
                title: "the template cannot be compiled",
                what:
                    "A header, a tag or the HTML around a tag is at fault. Nothing can be sent before it is mended.",
                why: "A fault of the template is a fault of every message.",
                example: "{% if member %} … without {% endif %}",
                help: "correct the place that is named; docs/template.md describes the language")
        }
    }
}
