import CSV
import Composition
import Ledger

/// What `--accept-changes` would change: found first, accepted afterwards or not at all.
///
/// Rows that are done stay what they were. A row that is left has its template and its record changed; its number, its
/// Message-ID and its attempts stay.
package struct CampaignChanges {
    package private(set) var files: [FileChange] = []
    /// Paths of attachments that are others now.
    package private(set) var attachments: [String] = []
    package private(set) var list: ListChange?
    /// Messages that are left, and those of them that are others now; rows that are gone are not among them.
    package private(set) var left = 0
    package private(set) var different = 0
    /// Rows that cannot be sent any more, and the first of them.
    package private(set) var unsendable = 0
    package private(set) var problems: [RowReport] = []

    private static let stretch = 256
    private static let problemsKept = 5

    private let reopened: ReopenedCampaign
    private var description: CampaignDescription
    private var listDigest: [UInt8]?

    /// What may be changed, and what the campaign is looked at with.
    package struct Terms {
        /// Nil for the stored one.
        package var template: LoadedTemplate?
        /// Nil for the stored rows.
        package var list: String?
        package var retrying: Set<Outcome>
        /// The only rows that a list changes, or leaves out; nil for all.
        package var rows: RowSelection?
        /// Where the key for unsubscribe tokens lies now; nil for where it lay.
        package var keyFile: String?
        /// Random.
        package var key: KeyedHash
        /// Milliseconds since 1970.
        package var now: Int64

        package init(
            template: LoadedTemplate?, list: String?, retrying: Set<Outcome>, rows: RowSelection? = nil,
            keyFile: String?, key: KeyedHash, now: Int64
        ) {
            self.template = template
            self.list = list
            self.retrying = retrying
            self.rows = rows
            self.keyFile = keyFile
            self.key = key
            self.now = now
        }
    }

    /// Compares, and composes all messages that are left; nothing is changed.
    ///
    /// - Throws: ``UnacceptableChange``, `TemplateFaults` of the new template, ``FaultInList``, ``FileFault``,
    ///   `LedgerFault`, and what opening the campaign's keys throws.
    package init(_ reopened: ReopenedCampaign, _ terms: Terms) throws {
        self.reopened = reopened
        description = reopened.description
        guard description.settings[CampaignSetting.approved] == nil else { throw UnacceptableChange.approved }
        let source = terms.template?.source ?? reopened.template
        let assembly = try reopened.assembly(of: source, keyFile: terms.keyFile)
        files = FileChange.all(from: description.files, to: source.storedFiles)
        let recorded = assembly.composer.staticAttachments.map(\.recorded)
        attachments = recorded.filter { !description.attachments.contains($0) }.map(\.path)
        description.files = source.storedFiles
        description.attachments = recorded
        description.settings[CampaignSetting.attachmentRoot] = source.root
        if let path = terms.list { try compareList(path, assembly, terms) }
        try composeAll(assembly, terms)
    }

    /// Whether anything is another.
    package var isEmpty: Bool {
        files.isEmpty && attachments.isEmpty && (list?.isEmpty ?? true)
    }

    private mutating func compareList(_ path: String, _ assembly: Assembly, _ terms: Terms) throws {
        guard try !reopened.file.isGrouped else { throw UnacceptableChange.grouped }
        var opened = try OpenedList(path: path, dialect: assembly.dialect)
        guard opened.reader.header.names.map({ Array($0.utf8) }) == assembly.columns.map({ Array($0.utf8) })
        else { throw UnacceptableChange.columns(path: path, now: opened.reader.header.names) }
        var comparison = try ListComparison(
            reopened.file, assembly, path: path, retrying: terms.retrying, of: terms.rows, key: terms.key)
        do {
            try comparison.run(&opened.reader)
        } catch {
            throw opened.file.blame(error)
        }
        list = comparison.change
        // With rows left that it was not taken over for, the campaign's list is still another one.
        guard terms.rows == nil else { return }
        listDigest = opened.file.finishDigest()
        description.listPath = opened.file.absolutePath
        description.settings[CampaignSetting.listSize] = opened.file.size.map(String.init) ?? ""
    }

    /// Composes each message as it would be now and as it was.
    private mutating func composeAll(_ assembly: Assembly, _ terms: Terms) throws {
        let now = MessageMaker(assembly)
        // The old template may not compile any more, when an attachment of it is gone. Where one is another, no message can
        // be made as it was: all of them have it.
        let old =
            attachments.isEmpty ? try? reopened.assembly(of: reopened.template, keyFile: terms.keyFile) : nil
        let then = old.map(MessageMaker.init)
        let gone = Set(list?.gone ?? []).union(omitted)
        var last = 0
        var stretch: [PendingRecipient]
        repeat {
            stretch = try reopened.file.pending(after: last, limit: Self.stretch, retrying: terms.retrying)
            let first = last
            last = stretch.last?.row ?? last
            let changed = try reopened.file.staged(from: first, through: last)
            for recipient in stretch where !gone.contains(recipient.row) {
                try compose(recipient, changed[recipient.row], now, then, at: terms.now / 1000)
            }
        } while stretch.count == Self.stretch
    }

    private mutating func compose(
        _ recipient: PendingRecipient, _ changed: [UInt8]?, _ now: MessageMaker, _ then: MessageMaker?,
        at time: Int64
    ) throws {
        left += 1
        let date = recipient.firstAttemptAt ?? time
        let followers =
            try reopened.file.isGrouped
            ? reopened.file.followers(of: recipient.row, limit: MessageMaker.largestGroup) : nil
        do throws(RowProblem) {
            try now.make(
                original: changed ?? recipient.record, followers: followers, number: recipient.row, date: date
            )
        } catch {
            // What could not be sent before is no change.
            guard recipient.outcome != .invalid else { return }
            unsendable += 1
            if problems.count < Self.problemsKept {
                problems.append(RowReport(row: recipient.row, line: recipient.line, problem: error))
            }
            return
        }
        let made: Void? = try? then?.make(
            original: recipient.record, followers: followers, number: recipient.row, date: date)
        guard made != nil, let then, then.message.digest == now.message.digest else {
            different += 1
            return
        }
    }

    /// Rows that are not in the list any more and stay what they are, because they were tried; they are not to be sent.
    package var omitted: Set<Int> { list?.kept ?? [] }

    /// Makes all of it the campaign's, closes the file and opens it anew.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: `LedgerFault`, ``UnusableCampaign``.
    package func accept(at now: Int64, wording: some Wording) throws -> ReopenedCampaign {
        let file = reopened.file
        let reason = wording.sentence(for: .notInList)
        try file.accept(
            description, listDigest: listDigest,
            skipping: (list?.gone ?? []).map {
                AttemptResult(row: $0, verdict: .skipped, at: now, reason: reason)
            })
        try file.close()
        return try ReopenedCampaign(path: file.path)
    }
}

/// A change that no campaign can go on with.
package enum UnacceptableChange: Error, Equatable, Sendable {
    /// Its very messages were approved.
    case approved
    /// Its rows are grouped, and which belong together is not found out again.
    case grouped
    /// The list has other columns, or they stand in another order.
    case columns(path: String, now: [String])
}
