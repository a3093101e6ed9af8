import Composition

/// What kind of thing a check found; its name is what is printed with it, silenced and explained.
///
/// Names are never changed: scripts hold them.
package enum FindingCode: String, CaseIterable, Sendable {
    // What cannot be sent.
    case template
    case unknownColumn = "unknown-column"
    case list
    case fieldCount = "field-count"
    case badAddress = "bad-address"
    case missingFile = "missing-file"
    case signature
    case overRelaySize = "over-relay-size"
    case row

    // What can, and may not be meant.
    case duplicateAddress = "duplicate-address"
    case misspeltDomain = "misspelt-domain"
    case spreadsheetNumber = "spreadsheet-number"
    case spreadsheetDate = "spreadsheet-date"
    case spreadsheetError = "spreadsheet-error"
    case lostZeros = "lost-zeros"
    case mojibake
    case braces
    case foreignTag = "foreign-tag"
    case blankGreeting = "blank-greeting"
    case emptyLink = "empty-link"
    case relativeLink = "relative-link"
    case plainHTTP = "plain-http"
    case imageWithoutAlt = "image-without-alt"
    case clippedHTML = "clipped-html"
    case bodiesDiffer = "bodies-differ"
    case sharedFile = "shared-file"
    case unusedFile = "unused-file"
    case noUnsubscribe = "no-unsubscribe"
    case noOneClick = "no-one-click"

    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity {
        switch self {
        case .template, .unknownColumn, .list, .fieldCount, .badAddress, .missingFile, .signature,
            .overRelaySize,
            .row:
            .error
        default: .warning
        }
    }
}

extension TemplateFault.Problem {
    var code: FindingCode {
        switch self {
        case .unknownName, .ambiguousName: .unknownColumn
        case .message(.attachment), .message(.image): .missingFile
        default: .template
        }
    }
}

extension RowProblem {
    var code: FindingCode {
        switch self {
        case .fieldCount: .fieldCount
        case .signing: .signature
        case .duplicate: .duplicateAddress
        case .composition(let fault):
            switch fault.problem {
            case .message(.address): .badAddress
            case .message(.attachment), .message(.image): .missingFile
            default: .row
            }
        case .unreadableRecord, .notSelected, .notInList, .suppressed, .groupTooLarge, .addressDiffers,
            .notApproved:
            .row
        }
    }

    /// The column that is to blame, where one is.
    package var column: String? {
        if case .composition(let fault) = self { fault.column } else { nil }
    }
}

extension TemplateNotice.Problem {
    var code: FindingCode {
        switch self {
        case .emptyLink: .emptyLink
        case .relativeLink: .relativeLink
        case .plainHTTPLink: .plainHTTP
        case .imageWithoutAlternative: .imageWithoutAlt
        case .foreignTag: .foreignTag
        case .mojibake: .mojibake
        case .bodiesDiffer: .bodiesDiffer
        }
    }
}

extension MessageNotice {
    var code: FindingCode {
        switch self {
        case .blankGreeting: .blankGreeting
        case .emptyLink: .emptyLink
        case .relativeLink: .relativeLink
        case .plainHTTPLink: .plainHTTP
        case .htmlTooLong: .clippedHTML
        }
    }
}
