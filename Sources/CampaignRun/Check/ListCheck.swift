import CSV
import Composition
import Ledger

/// Finds all that is wrong, or may not be meant, with a template, a list and the messages they make, and sends nothing.
package enum ListCheck {
    package struct Result: Sendable {
        /// Whether the template or the list is at fault as a whole, so that nothing could be sent.
        package fileprivate(set) var isSound = true
        /// The rows as far as they could be read; only their cells are counted where the template has faults.
        package fileprivate(set) var summary = ImportSummary()
    }

    /// What a check is told besides the template and the list.
    package struct Terms: Sendable {
        /// nil when messages are not signed.
        package var signing: Signing?
        /// What it says of the message is checked, too.
        package var delivery: DeliverySettings
        /// Milliseconds since 1970.
        package var now: Int64
        /// The largest message that the relay takes; nil when nobody asked it, or it has no limit.
        package var sizeLimit: Int?

        package init(
            signing: Signing? = nil, delivery: DeliverySettings = .standard, now: Int64, sizeLimit: Int? = nil
        ) {
            self.signing = signing
            self.delivery = delivery
            self.now = now
            self.sizeLimit = sizeLimit
        }
    }

    /// Checks `template` with all rows of `list`.
    ///
    /// - Parameters:
    ///   - rules: made from the list's columns; what they throw is among the findings.
    ///   - found: gets each finding as it is found, so that memory does not grow with their number.
    /// - Throws: ``FileFault``, `LedgerFault`, ``ImportStop``, ``Interrupted``.
    package static func run(
        _ template: LoadedTemplate, list: inout OpenedList, terms: Terms, wording: any Wording,
        interruption: Interruption? = nil, rules: (_ columns: [String]) throws -> RowRules,
        found: @escaping (Finding) -> Void
    ) throws -> Result {
        var result = Result()
        let columns = list.reader.header.names
        var usableRules: RowRules?
        do {
            usableRules = try rules(columns)
        } catch let faults as TemplateFaults {
            report(faults, &result, found)
        }
        var assembly: Assembly?
        do {
            assembly = try Assembly(
                template: template.source, columns: columns, dialect: list.reader.dialect,
                settings: CompositionSettings(
                    campaignID: CampaignIdentity(
                        nil, template: template.source, header: list.reader.header, createdAt: terms.now
                    ).octets, utcOffset: LocalTime.utcOffset(at: terms.now / 1000)),
                signing: terms.signing, delivery: terms.delivery,
                suppression: usableRules?.suppression ?? .none)
        } catch {
            report(error, &result, found)
        }
        for notice in TemplateInspection.notices(of: template.source, columns: columns) {
            found(
                Finding(
                    place: .file(notice.file, line: notice.line, column: notice.column),
                    subject: .notice(notice.problem)))
        }
        do {
            if let assembly, let usableRules {
                let walk = ListWalk(
                    assembly, rules: usableRules, purpose: .checking, wording: wording,
                    date: terms.now / 1000,
                    interruption: interruption)
                let inspector = RowInspector(
                    assembly, rules: usableRules, sizeLimit: terms.sizeLimit, found: found)
                try compose(
                    &list.reader, walk, inspector, isGrouped: usableRules.groupingColumn != nil, &result)
                inspector.finish(messages: result.summary.messages)
            } else {
                try count(&list.reader, &result, found)
            }
        } catch {
            guard let fault = list.file.blame(error) as? FaultInList else { throw list.file.blame(error) }
            result.isSound = false
            found(
                Finding(
                    place: .file(fault.path, line: fault.fault.line, column: fault.fault.column),
                    subject: .list(fault.fault)))
        }
        return result
    }

    private static func report(_ faults: TemplateFaults, _ result: inout Result, _ found: (Finding) -> Void) {
        result.isSound = false
        for fault in faults.faults {
            found(
                Finding(
                    place: .file(fault.file, line: fault.line, column: fault.column),
                    subject: .fault(fault.problem)))
        }
    }

    private static func compose(
        _ reader: inout ListReader, _ walk: ListWalk, _ inspector: RowInspector, isGrouped: Bool,
        _ result: inout Result
    ) throws {
        var walk = walk
        walk.observe = inspector.inspect
        defer { result.summary = walk.summary }
        let visit = { (stop: ListWalk.Stop) -> [UInt8]? in
            inspector.visit(stop)
            return nil
        }
        if isGrouped {
            let scratch = try ScratchCampaign()
            try walk.run(&reader, into: scratch.file, visit)
        } else {
            try walk.run(&reader, into: nil, visit)
        }
    }

    /// What can be said of rows without a template: whether they have a cell for each column, and what is in them.
    private static func count(
        _ reader: inout ListReader, _ result: inout Result, _ found: @escaping (Finding) -> Void
    ) throws {
        let names = reader.header.names
        var inspection = ListInspection(names: names, columns: Array(names.indices), found: found)
        var record = Record()
        var row = 0
        while try reader.next(into: &record) {
            row += 1
            inspection.inspect(record, row: row)
            guard record.fieldCount != names.count else {
                result.summary.rows += 1
                continue
            }
            let problem = RowProblem.fieldCount(found: record.fieldCount, expected: names.count)
            result.summary.count(RowReport(row: row, line: record.line, problem: problem))
            found(
                Finding(
                    place: .row(row, line: record.line, cell: nil, original: record.original),
                    subject: .row(problem)))
        }
        result.summary.blankLines = reader.blankLines
        inspection.finish()
    }
}
