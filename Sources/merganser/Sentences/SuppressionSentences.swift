import CampaignRun

extension SuppressionFaults {
    /// One for each fault, then how many more there are.
    var sentences: [String] {
        let name = path == "-" ? "standard input" : path.printable
        var lines = faults.map { fault in
            let text = String(decoding: fault.text, as: UTF8.self).printable
            return "\(name):\(fault.line): \(text.isEmpty ? "" : "“\(text)”: ")\(fault.problem.sentence)"
        }
        if count > faults.count { lines.append("\(name): \((count - faults.count).grouped) more such lines") }
        return lines
    }
}

extension SuppressionFaults.Problem {
    fileprivate var sentence: String {
        switch self {
        case .address(let fault): "no address: \(fault.sentence)"
        case .noAtSign: "neither an address nor a domain; a domain is written @example.com"
        case .malformedHash:
            "no hash as merganser suppress hash makes them (sha256:, 32 digits, a colon, 64 digits)"
        case .tooManySalts(let limit):
            "its salt is one too many: a list may have \(limit); make hashes with --salt and that of the others"
        case .noAddressColumn(let names):
            """
            neither an address nor the header of a CSV file with a column of addresses (email, e-mail, email address, \
            mail or address); its columns would be \(names.map { "“\($0.printable)”" }.joined(separator: ", "))
            """
        case .noAddressField(let fields, let column):
            """
            the record has \(fields.counted("field")), and addresses stand in column \(column); put its address there, or \
            leave that field empty if it has none
            """
        case .isTable: "a CSV file, to which no lines are added; name another file"
        }
    }
}

extension SuppressionGone {
    var sentence: String {
        """
        \(fault.sentence). The campaign was sent with this suppression list; put it back (it may be a newer one), so \
        that nobody in it is written to
        """
    }
}
