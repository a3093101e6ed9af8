import CSV
import Composition
import Ledger

/// Finds all that is wrong with a template, a list and the messages they make, and sends nothing.
package enum ListCheck {
    package struct Findings: Sendable {
        /// Of the template, and of the condition that selects rows.
        package var templateFaults: [TemplateFault] = []
        /// What ends the reading of the list.
        package var listFault: FaultInList?
        /// The rows up to there; only their cells are counted where the template has faults.
        package var summary = ImportSummary()
    }

    /// Checks `template` with all rows of `list`.
    ///
    /// - Parameters:
    ///   - signing: nil when messages are not signed.
    ///   - delivery: what it says of the message is checked, too.
    ///   - rules: made from the list's columns; what they throw is among the findings.
    ///   - now: milliseconds since 1970.
    ///   - found: gets each row that cannot be sent as it is found, so that memory does not grow with their number.
    /// - Throws: ``FileFault``, `LedgerFault`, ``ImportStop``, ``Interrupted``.
    package static func run(
        _ template: LoadedTemplate, list: inout OpenedList, signing: Signing? = nil,
        delivery: DeliverySettings = .standard, now: Int64,
        wording: any Wording, interruption: Interruption? = nil,
        rules: (_ columns: [String]) throws -> RowRules, found: (RowReport) -> Void
    ) throws -> Findings {
        var findings = Findings()
        var usableRules: RowRules?
        do {
            usableRules = try rules(list.reader.header.names)
        } catch let faults as TemplateFaults {
            findings.templateFaults += faults.faults
        }
        var assembly: Assembly?
        do {
            let identity = CampaignIdentity(
                nil, template: template.source, header: list.reader.header, createdAt: now)
            assembly = try Assembly(
                template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
                settings: CompositionSettings(
                    campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: now / 1000)),
                signing: signing, delivery: delivery)
        } catch {
            findings.templateFaults += error.faults
        }
        do {
            if let assembly, let usableRules {
                let walk = ListWalk(
                    assembly, rules: usableRules, purpose: .checking, wording: wording, date: now / 1000,
                    interruption: interruption)
                try compose(
                    &list.reader, walk, isGrouped: usableRules.groupingColumn != nil, &findings, found)
            } else {
                try count(&list.reader, &findings, found)
            }
        } catch {
            guard let fault = list.file.blame(error) as? FaultInList else { throw list.file.blame(error) }
            findings.listFault = fault
        }
        return findings
    }

    private static func compose(
        _ reader: inout ListReader, _ walk: ListWalk, isGrouped: Bool, _ findings: inout Findings,
        _ found: (RowReport) -> Void
    ) throws {
        var walk = walk
        defer { findings.summary = walk.summary }
        let visit = { (stop: ListWalk.Stop) -> [UInt8]? in
            if let problem = stop.problem, !problem.isDeliberate {
                found(RowReport(row: stop.row, line: stop.line, problem: problem))
            }
            return nil
        }
        if isGrouped {
            let scratch = try ScratchCampaign()
            try walk.run(&reader, into: scratch.file, visit)
        } else {
            try walk.run(&reader, into: nil, visit)
        }
    }

    /// What can be said of rows without a template: whether they have a cell for each column.
    private static func count(
        _ reader: inout ListReader, _ findings: inout Findings, _ found: (RowReport) -> Void
    ) throws {
        let columns = reader.header.names.count
        var record = Record()
        var row = 0
        while try reader.next(into: &record) {
            row += 1
            guard record.fieldCount != columns else {
                findings.summary.rows += 1
                continue
            }
            let report = RowReport(
                row: row, line: record.line,
                problem: .fieldCount(found: record.fieldCount, expected: columns))
            findings.summary.count(report)
            found(report)
        }
        findings.summary.blankLines = reader.blankLines
    }
}
