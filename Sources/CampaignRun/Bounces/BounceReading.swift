import Bounces
import Composition
import Ledger

/// Reads mailboxes for what came back of a campaign's messages, and records it beside their outcomes.
package struct BounceReading {
    package struct Summary: Equatable, Sendable {
        package var mails = 0
        /// Notices of failure that are of messages of this campaign.
        package var hard = 0
        package var soft = 0
        /// Rows that had no bounce before.
        package var added = 0
        /// Notices of failure that are of none.
        package var foreign = 0
        /// Notices of failure that are of messages of this campaign, and of others than the row's own address.
        package var ofOthers = 0
        /// Notices that a delivery is late, and that one was made.
        package var delayed = 0
        package var delivered = 0
        package var others: [ReturnedMail.Other: Int] = [:]
        package var unrecognised = 0
        /// What could not be read, the first of it.
        package var unreadable: [FileFault] = []
        package var unreadableCount = 0
        /// Where the first unrecognised ones lie.
        package var examples: [String] = []
        /// Addresses that do not exist, as the rows have them, in the order of the list.
        package var hardAddresses: [[UInt8]] = []
    }

    /// Of places of unrecognised mail.
    private static let mostExamples = 20

    private let file: CampaignFile
    private var summary = Summary()
    private var failures: [RowFailure] = []
    /// Which failures a mark belongs to; one mark may be in several mails.
    private var byEnvelopeID: [[UInt8]: [Int]] = [:]
    private var byReturnPath: [[UInt8]: [Int]] = [:]
    private var byMessageID: [[UInt8]: [Int]] = [:]

    /// Reads `mailboxes` and records in `file` what they say of its messages.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``FileFault``, `LedgerFault`, ``UnusableCampaign``.
    package static func run(
        _ file: CampaignFile, _ mailboxes: [Mailbox], now: Int64
    ) throws -> Summary {
        var reading = BounceReading(file: file)
        for mailbox in mailboxes {
            try mailbox.eachMail { place, mail in
                switch mail {
                case .success(let octets): reading.take(ReturnedMail(reading: octets), from: place)
                case .failure(let fault): reading.note(fault)
                }
            }
        }
        try reading.record(at: now)
        return reading.summary
    }

    private init(file: CampaignFile) { self.file = file }

    private mutating func note(_ fault: FileFault) {
        summary.unreadableCount += 1
        if summary.unreadable.count < Self.mostExamples { summary.unreadable.append(fault) }
    }

    private mutating func take(_ mail: ReturnedMail, from place: String) {
        summary.mails += 1
        switch mail {
        case .other(let kind): summary.others[kind, default: 0] += 1
        case .unrecognised:
            summary.unrecognised += 1
            if summary.examples.count < Self.mostExamples { summary.examples.append(place) }
        case .notice(let notice): take(notice)
        }
    }

    private mutating func take(_ notice: DeliveryNotice) {
        guard let decisive = notice.decisive else { return }
        switch decisive.action {
        case .delayed: summary.delayed += 1
        case .delivered, .relayed, .expanded: summary.delivered += 1
        case .failed:
            let index = failures.count
            failures.append(
                RowFailure(recipients: notice.recipients, namesMessage: !notice.messageIDs.isEmpty))
            if let id = notice.envelopeID { byEnvelopeID[id, default: []].append(index) }
            for path in notice.returnPaths { byReturnPath[Self.folded(path), default: []].append(index) }
            for id in notice.messageIDs {
                byMessageID[Array(id.prefix { $0 != UInt8(ascii: "@") }), default: []].append(index)
            }
        }
    }

    private mutating func record(at now: Int64) throws {
        let settings = file.description.settings
        guard let id = [UInt8](hexadecimal: file.description.id), !id.isEmpty else {
            throw UnusableCampaign(path: file.path, flaw: .malformedID)
        }
        // Keys are not needed for what marks a message.
        let delivery = try DeliverySettings(
            stored: settings.filter { $0.key != CampaignSetting.unsubscribe }, keyFile: nil, path: file.path)
        let marks = MessageMarks(
            campaignID: id, returnPath: delivery.returnPath, envelopeID: delivery.reports?.envelopeID)
        let isAlone = file.description.template(in: "")?.namesSeveralRecipients == false
        var isMatched = Array(repeating: false, count: failures.count)
        var bounces: [Bounce] = []
        if !failures.isEmpty {
            try file.eachRow { row in
                guard row.attempts > 0 else { return }
                var isHard = false
                for index in failures(of: row, marks) where !isMatched[index] {
                    isMatched[index] = true
                    guard let told = failures[index].decisive(for: row.address, isAlone: isAlone) else {
                        summary.ofOthers += 1
                        continue
                    }
                    bounces.append(Bounce(row: row.row, told))
                    isHard = isHard || told.severity == .hard
                }
                if isHard { summary.hardAddresses.append(row.address) }
            }
        }
        summary.hard = bounces.count { $0.isHard }
        summary.soft = bounces.count - summary.hard
        summary.foreign = isMatched.count { !$0 }
        summary.added = bounces.isEmpty ? 0 : try file.record(bounces, at: now)
    }

    /// The failures that bear the marks of this row.
    ///
    /// A notice that names a Message-ID has to name the row's: others can be guessed by whoever got a message.
    private func failures(of row: ReportRow, _ marks: MessageMarks) -> [Int] {
        let named = byMessageID[marks.messageID(of: row.row)] ?? []
        var found: [Int] = []
        if let id = marks.envelopeID(of: row.row) { found += byEnvelopeID[id] ?? [] }
        if let path = marks.returnPath(of: row.row, recipient: row.address) {
            found += byReturnPath[Self.folded(path)] ?? []
        }
        return named + found.filter { !failures[$0].namesMessage }
    }

    private static func folded(_ address: [UInt8]) -> [UInt8] {
        address.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }
}

extension Bounce {
    fileprivate init(row: Int, _ failure: RecipientNotice) {
        self.init(
            row: row, isHard: failure.severity == .hard, status: failure.status?.text,
            text: Array(String(decoding: failure.diagnostic.prefix(2048), as: UTF8.self).utf8))
    }
}
