import CSV
import Composition
import Cryptography
import Ledger
import Transport

/// A campaign file in the making: it gets its name when everything is in it, and is gone when it is not sealed.
package struct CampaignDraft: ~Copyable {
    package let assembly: Assembly
    private var list: OpenedList
    private let file: CampaignFile
    private let rules: RowRules
    private let approval: Approval?
    private let date: Int64

    /// Compiles the template over the list's columns and creates the file.
    ///
    /// - Parameters:
    ///   - signing: nil when messages are not signed; names, paths and digests of it are kept for `resume`.
    ///   - relays: kept for `resume`.
    ///   - source: where connections come from; kept for `resume`.
    ///   - proxy: what connections are made by; kept, too, without its password.
    ///   - approval: what the messages have to be; they get the identity that it names.
    ///   - delivery: kept for `resume`, too.
    ///   - pace: as well.
    ///   - now: milliseconds since 1970.
    /// - Throws: `TemplateFaults`, `LedgerFault`.
    package init(
        template: LoadedTemplate, list: consuming OpenedList, path: String, signing: Signing? = nil,
        relays: [RelayEntry], durability: Durability, rules: RowRules, source: SourceAddress? = nil,
        proxy: ProxyAddress? = nil,
        approval: Approval? = nil, delivery: DeliverySettings = .standard,
        pace: PaceSettings = .unlimited, now: Int64
    ) throws {
        let identity = CampaignIdentity(
            approval, template: template.source, header: list.reader.header, createdAt: now)
        let assembly = try Assembly(
            template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
            settings: CompositionSettings(
                campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: now / 1000)),
            signing: signing, delivery: delivery, suppression: rules.suppression)
        var settings = [
            CampaignSetting.relay: RelayEntry.stored(relays),
            CampaignSetting.attachmentRoot: template.source.root,
            CampaignSetting.utcOffset: String(assembly.composer.utcOffset),
        ]
        if let signing { settings.merge(signing.stored) { $1 } }
        settings[CampaignSetting.sourceAddress] = source?.text
        settings[CampaignSetting.proxy] = proxy?.url
        settings[CampaignSetting.approved] = approval?.text
        settings[CampaignSetting.condition] = rules.condition?.source
        settings[CampaignSetting.grouping] = rules.groupingColumn.map { list.reader.header.names[$0] }
        settings.merge(rules.suppression.stored) { $1 }
        settings.merge(delivery.stored) { $1 }
        settings.merge(pace.stored) { $1 }
        if let size = list.file.size { settings[CampaignSetting.listSize] = String(size) }
        let file = try CampaignFile.create(
            at: path,
            describing: CampaignDescription(
                id: identity.octets.hexadecimal, name: template.name, createdAt: now,
                files: template.source.storedFiles, listPath: list.file.absolutePath,
                header: list.reader.header.original,
                delimiter: list.reader.dialect.delimiter,
                attachments: assembly.composer.staticAttachments.map { $0.recorded },
                settings: settings),
            durability: durability)
        self.assembly = assembly
        self.file = file
        self.list = list
        self.rules = rules
        self.approval = approval
        date = now / 1000
    }

    /// Reads the list to its end into the file.
    ///
    /// - Throws: ``FaultInList``, ``FileFault``, `LedgerFault`, ``ImportStop``, ``NotApproved``,
    ///   ``Interrupted``.
    package mutating func importRows(
        wording: any Wording, sample: RowSample? = nil, interruption: Interruption? = nil
    ) throws -> ImportSummary {
        var rows = ListImport(
            assembly, rules: rules, wording: wording, approval: approval, date: date, sample: sample,
            interruption: interruption)
        do {
            return try rows.run(&list.reader, into: file)
        } catch {
            throw list.file.blame(error)
        }
    }

    /// Takes back everything; no file is left.
    package consuming func discard() { file.discard() }

    /// Completes the file under its own name.
    package consuming func seal() throws(LedgerFault) -> CampaignFile {
        try file.seal(listDigest: list.file.finishDigest())
        return file
    }
}

/// What tells a campaign from every other; Message-IDs and boundaries come from it.
struct CampaignIdentity {
    /// ``size`` octets.
    let octets: [UInt8]

    static let size = 16

    /// - Parameters:
    ///   - approval: whose identity this is; nil for a new one.
    ///   - createdAt: milliseconds. The same list merged with the same template another time is another campaign:
    ///     a message that looks the same is not taken for the earlier one by those who get it.
    init(_ approval: Approval?, template: TemplateSource, header: Header, createdAt: Int64) {
        if let approval {
            octets = approval.campaignID
            return
        }
        var digest = SHA256()
        let others = template.partials.readable.map(\.octets)
        for part in [
            template.message.octets, template.html?.octets ?? [], template.markdown?.octets ?? [],
        ] + others + [header.original] {
            digest.update(Array("\(part.count):".utf8))
            digest.update(part)
        }
        digest.update(Array("\(createdAt)".utf8))
        octets = Array(digest.finish().prefix(Self.size))
    }
}

/// Names of the settings kept in a campaign file.
enum CampaignSetting {
    /// A URL for each relay, with a line feed between two.
    static let relay = "relay"
    static let attachmentRoot = "attachment-root"
    static let utcOffset = "utc-offset"
    /// Octets of the list when it was opened; absent when it was no regular file.
    static let listSize = "list-size"
    /// What `--approved`, `--where` and `--group-by` said; absent when they were not given.
    static let approved = "approved"
    static let condition = "where"
    static let grouping = "group-by"
    /// What a run has learned of its relays, one text behind another; absent before the first has ended.
    static let relayKnowledge = "relay-knowledge"
    /// The longest `--retry-after` that attempts were planned with, once a resume has shortened it.
    static let longestRetryAfter = "longest-retry-after"
}

extension StaticAttachment {
    var recorded: StoredAttachment {
        // The digest is over the part as it is sent: it tells a changed file as well as one over the file.
        StoredAttachment(path: path, size: size, sha256: SHA256.digest(of: blob.octets))
    }
}

extension TemplateSource {
    /// What stands before the path of a partial in the role of its stored file.
    static let partialRole = "partial:"

    var storedFiles: [StoredFile] {
        [StoredFile(role: "message", path: message.path, octets: message.octets)]
            + (html.map { [StoredFile(role: "html", path: $0.path, octets: $0.octets)] } ?? [])
            + (markdown.map { [StoredFile(role: "markdown", path: $0.path, octets: $0.octets)] } ?? [])
            + partials.files.sorted { $0.key < $1.key }.compactMap { path, file in
                guard case .success(let file) = file else { return nil }
                return StoredFile(role: Self.partialRole + path, path: file.path, octets: file.octets)
            }
    }
}
