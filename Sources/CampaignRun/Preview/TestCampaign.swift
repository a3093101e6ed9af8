import Composition
import Ledger

/// The telling rows of a list as a campaign of their own whose messages all go to one address.
///
/// Its file is made to be thrown away. The campaign that the rows are from, if there is one already, is not touched.
package struct TestCampaign: Sendable {
    package let rows: TellingRows
    /// What makes the messages.
    package let assembly: Assembly
    private let address: EmailAddress

    /// What became of one test message.
    package struct Outcome: Sendable {
        /// As its subject says.
        package let number: Int
        package let row: TellingRow
        package let outcome: Ledger.Outcome
        /// The relay's words, or why there are none.
        package let reason: String?
    }

    /// Reads the list to its end to find the rows.
    ///
    /// - Parameters:
    ///   - address: gets all messages.
    ///   - now: milliseconds since 1970.
    /// - Throws: `TemplateFaults`, ``FaultInList``, ``ImportStop``, ``Interrupted``, ``NothingToShow``.
    package init(
        _ template: LoadedTemplate, list: inout OpenedList, to address: EmailAddress, rules: RowRules,
        wish: TellingRows.Wish, signing: Signing? = nil, delivery: DeliverySettings = .standard, now: Int64,
        wording: any Wording, interruption: Interruption? = nil
    ) throws {
        let marking = try Assembly(
            template, list, signing: signing, delivery: delivery, now: now, suppression: rules.suppression,
            marksBranches: true)
        assembly = try Assembly(
            template, list, signing: signing, delivery: delivery, now: now, redirection: address)
        rows = try TellingRows(
            marking, list: &list, rules: rules, wish: wish, date: now / 1000, wording: wording,
            interruption: interruption)
        self.address = address
        guard !rows.rows.isEmpty else { throw NothingToShow(rows: rows.summary.rows) }
    }

    /// The number of each row's message: rows of a group stand behind each other in the file.
    private var numbers: [(number: Int, row: TellingRow)] {
        var next = 1
        return rows.rows.map { row in
            defer { next += 1 + (row.followers?.count ?? 0) }
            return (next, row)
        }
    }

    /// Makes the file that is sent from.
    package func makeFile(at path: String) throws -> sending CampaignFile {
        let file = try CampaignFile.create(at: path, describing: .scratch)
        for (number, row) in numbers {
            let group = row.followers.map { _ in Array(String(number).utf8) }
            for (index, record) in ([row.original] + (row.followers ?? [])).enumerated() {
                try file.append(
                    NewRecipient(
                        row: number + index, line: row.line, address: address.octets, record: record,
                        group: group))
            }
        }
        try file.eachGroup(followers: MessageMaker.largestGroup) { _ in
            GroupRuling(outcome: .pending, reason: nil, digest: nil)
        }
        try file.seal()
        return file
    }

    /// What the run has left in the file.
    package func outcomes(at path: String) throws -> [Outcome] {
        let file = try CampaignFile.openForReading(at: path)
        var reports: [Int: ReportRow] = [:]
        let numbers = numbers
        let wanted = Set(numbers.map(\.number))
        try file.eachRow { report in
            if wanted.contains(report.row) { reports[report.row] = report }
        }
        return numbers.compactMap { number, row in
            guard let report = reports[number] else { return nil }
            let words = report.text.map { text in
                [report.code.map(String.init), report.enhanced, String(decoding: text, as: UTF8.self)]
                    .compactMap(\.self).joined(separator: " ")
            }
            return Outcome(number: number, row: row, outcome: report.outcome, reason: words ?? report.reason)
        }
    }
}
