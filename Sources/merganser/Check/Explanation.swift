import CampaignRun

/// What `explain` says of a code.
struct Explanation {
    /// What it is, in a few words.
    let title: String
    let what: String
    let why: String
    /// Lines as they may stand in a template or a list.
    let example: String
    /// What to do, in a sentence; `check` prints it, too.
    let help: String

    func lines(of code: FindingCode) -> [String] {
        var lines = [
            "\(code.rawValue) (\(code.severity.rawValue)): \(title)", "", what, "", why, "", "For example:",
            "",
        ]
        lines += example.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { "    " + String(decoding: Array($0), as: UTF8.self) }
        lines += ["", "What to do: \(help)."]
        if code.severity == .warning {
            lines += ["If it is meant: merganser check TEMPLATE LIST --allow \(code.rawValue)"]
        }
        return lines
    }
}

extension FindingCode {
    var explanation: Explanation {
        switch self {
        case .template, .unknownColumn, .list, .fieldCount, .badAddress, .missingFile, .signature,
            .overRelaySize,
            .row:
            errorExplanation
        case .duplicateAddress, .misspeltDomain, .spreadsheetNumber, .spreadsheetDate, .spreadsheetError,
            .lostZeros, .mojibake, .braces:
            cellExplanation
        default: messageExplanation
        }
    }
}
