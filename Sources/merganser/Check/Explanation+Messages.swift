import CampaignRun

extension FindingCode {
    /// What may not be meant in the template and its messages.
    var messageExplanation: Explanation {
        switch self {
        case .foreignTag:
            Explanation(
                title: "a merge tag as another program writes it",
                what:
                    "{name}, [name], <<name>>, «name», %name% and *|NAME|* mean nothing here. It is told where the list has such a column.",
                why: "It is sent as it stands, to everybody.",
                example: "Dear {first_name},",
                help:
                    "write double braces: {{ first_name }}; or {% raw %} … {% endraw %} around what is meant so"
            )
        case .blankGreeting:
            Explanation(
                title: "a greeting without a name",
                what: "Nothing stands between a greeting and the comma behind it, because the cell is empty.",
                why: "Dear , is the surest sign of a machine.",
                example: "Dear {{ first_name }},   where First Name is empty",
                help: "give a default: {{ first_name | default: \"friend\" }}")
        case .emptyLink:
            Explanation(
                title: "a link that leads nowhere",
                what: "href is empty, or #.",
                why: "Readers click it, and nothing happens.",
                example: "<a href=\"#\">Read on</a>",
                help: "write the URL, or leave the link out with {% if %} where the cell is empty")
        case .relativeLink:
            Explanation(
                title: "a link without scheme and host",
                what: "In a mail there is nothing a relative link could be relative to.",
                why: "It leads nowhere, or into the reader's own disk.",
                example: "<a href=\"/news/spring\">Read on</a>",
                help: "write the whole URL, with https://")
        case .plainHTTP:
            Explanation(
                title: "a link or an image by http:",
                what: "What is behind it goes over the network unencrypted.",
                why:
                    "Whoever is on the way can read and change it; mail programs warn of such links, and block such images.",
                example: "<a href=\"http://example.org/\">Read on</a>",
                help: "write https: if the server has it")
        case .imageWithoutAlt:
            Explanation(
                title: "an image without alt text",
                what: "The <img> has no alt. One that only decorates should have an empty one: alt=\"\".",
                why:
                    "Many mail programs show no images before they are asked to, and some readers see none: they get the alt text.",
                example: "<img src=\"logo.png\">",
                help: "say in alt what the image says, or alt=\"\" where it says nothing")
        case .clippedHTML:
            Explanation(
                title: "HTML that Gmail cuts off",
                what: "Gmail shows the first 102 KB of a message's HTML and a link to the rest.",
                why: "The end is missing, and with it mostly the way to unsubscribe.",
                example: "A newsletter of 40 stories with styles at every element",
                help: "shorten the HTML; styles and unseen white space are mostly the largest part")
        case .bodiesDiffer:
            Explanation(
                title: "text and HTML of a message say different things",
                what: "Fewer than half of the words of the one are in the other. Merge tags do not count.",
                why:
                    "Each reader sees one of them, and filters take a difference for the mark of spam. Mostly one was changed and the other forgotten.",
                example: "letter.eml of this month beside letter.html of last month",
                help: "write the same in both, or no text at all: it is made from the HTML then")
        case .sharedFile:
            Explanation(
                title: "a file that is one row's own goes to another, too",
                what:
                    "The path of an attachment is merged, most rows have a file of their own, and two have the same.",
                why: "Somebody gets the invoice of somebody else.",
                example: "ada@example.org,invoices/1001.pdf\nbo@example.org,invoices/1001.pdf",
                help: "correct the path")
        case .unusedFile:
            Explanation(
                title: "a file that no row attaches",
                what:
                    "It lies in a folder from which rows have files of their own, and no row of the list names it.",
                why: "Somebody who should get it is missing in the list, or has the path of another.",
                example: "invoices/1031.pdf, and the list ends with 1030",
                help: "add the row, or move the file away")
        case .noUnsubscribe:
            Explanation(
                title: "many messages, and no header that says how to unsubscribe",
                what: "Messages to more than 5,000 people have no List-Unsubscribe header (RFC 2369).",
                why:
                    "Gmail and Yahoo ask it of whoever sends that many, and readers without it press the button for spam.",
                example: "List-Unsubscribe: <https://example.org/leave?who={{ email | url_encode }}>",
                help: "give --unsubscribe (docs/delivery.md), or write the header into the template")
        default:
            Explanation(
                title: "many messages, and no way to unsubscribe with one click",
                what: "List-Unsubscribe is there, List-Unsubscribe-Post (RFC 8058) is not.",
                why: "Gmail and Yahoo ask for it of whoever writes to more than 5,000 people a day.",
                example: "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                help: "give --unsubscribe with an https: URL, or write the header if your page takes a POST")
        }
    }
}
