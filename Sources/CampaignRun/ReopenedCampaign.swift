import CSV
import Composition
import Ledger

/// A campaign file opened to go on with it: the stored template, list and settings hold, not what lies around now.
package struct ReopenedCampaign {
    package let file: CampaignFile
    /// As ``RelayEntry`` reads them; at least one.
    package let relays: [String]
    let description: CampaignDescription
    let template: TemplateSource
    private let settings: CompositionSettings

    /// Opens and locks the file; claims that a crash left without an outcome become in doubt.
    ///
    /// - Parameter isMoved: the file is the one to go on with, although it is a copy or came from elsewhere.
    /// - Throws: `LedgerFault`, ``UnusableCampaign``.
    package init(path: String, isMoved: Bool = false) throws {
        let file = try CampaignFile.open(at: path, isMoved: isMoved)
        try self.init(file)
    }

    private init(_ file: CampaignFile) throws(UnusableCampaign) {
        self.file = file
        description = file.description
        func setting(_ name: String) throws(UnusableCampaign) -> String {
            guard let value = file.description.settings[name], !value.isEmpty else {
                throw UnusableCampaign(path: file.path, flaw: .setting(name))
            }
            return value
        }
        relays = description.relays
        guard !relays.isEmpty else {
            throw UnusableCampaign(path: file.path, flaw: .setting(CampaignSetting.relay))
        }
        let root = try setting(CampaignSetting.attachmentRoot)
        guard let template = description.template(in: root) else {
            throw UnusableCampaign(path: file.path, flaw: .noTemplate)
        }
        self.template = template
        guard let offset = Int32(try setting(CampaignSetting.utcOffset)) else {
            throw UnusableCampaign(path: file.path, flaw: .setting(CampaignSetting.utcOffset))
        }
        guard let id = [UInt8](hexadecimal: description.id), !id.isEmpty else {
            throw UnusableCampaign(path: file.path, flaw: .malformedID)
        }
        settings = CompositionSettings(campaignID: id, utcOffset: offset)
    }

    /// Claims that became in doubt when the file was opened.
    package var newlyInDoubt: Int { file.inDoubtFromCrash }
    package var listPath: String { description.listPath }

    /// Makes sure that `loaded` is the template the campaign was made from.
    package func compare(with loaded: LoadedTemplate) throws(ChangedInput) {
        guard loaded.source.message.octets == template.message.octets else {
            throw ChangedInput(path: loaded.source.message.path, kind: .template)
        }
        guard loaded.source.html?.octets == template.html?.octets else {
            let path = loaded.source.html?.path ?? template.html?.path ?? template.message.path
            throw ChangedInput(path: path, kind: .template)
        }
        guard loaded.source.markdown?.octets == template.markdown?.octets else {
            let path = loaded.source.markdown?.path ?? template.markdown?.path ?? template.message.path
            throw ChangedInput(path: path, kind: .template)
        }
        let (now, then) = (loaded.source.partials.files, template.partials.files)
        for path in Set(now.keys).union(then.keys).sorted() {
            let files = (try? now[path]?.get(), try? then[path]?.get())
            guard files.0?.octets == files.1?.octets else {
                throw ChangedInput(path: files.0?.path ?? files.1?.path ?? path, kind: .template)
            }
        }
    }

    /// The messages that a run would try to send.
    ///
    /// - Parameter rows: only these; nil for all.
    package func messagesLeft(
        retrying: Set<Outcome>, of rows: RowSelection? = nil
    ) throws(LedgerFault) -> Int {
        guard let rows else { return try file.messagesLeft(retrying: retrying) }
        return try file.messagesLeft(retrying: retrying, in: rows.ranges)
    }

    package var total: Int { get throws(LedgerFault) { try file.figures().rows } }

    /// Compiles the stored template; attachments are read from where they lay.
    ///
    /// Signing keys, too.
    ///
    /// - Parameters:
    ///   - keyFile: where the key for unsubscribe tokens lies now; nil for where it lay.
    ///   - suppression: whom nothing is sent to from now on.
    /// - Throws: `TemplateFaults`, ``UnusableCampaign``, ``UnsubscribeKeyFault``, ``ChangedInput`` when an attachment
    ///   is not the one it was, ``KeyFileFault`` when a key is missing or is not the one it was.
    package func assembly(keyFile: String? = nil, suppression: Suppression = .none) throws -> Assembly {
        let assembly = try assembly(of: template, keyFile: keyFile, suppression: suppression)
        try compareAttachments(assembly.composer.staticAttachments.map(\.recorded))
        return assembly
    }

    /// The same of another template than the stored one, with whatever it attaches.
    func assembly(
        of template: TemplateSource, keyFile: String?, suppression: Suppression = .none
    ) throws -> Assembly {
        let delivery = try DeliverySettings(
            stored: description.settings, keyFile: keyFile, path: file.path)
        return try Assembly(
            template: template, columns: description.columnNames(path: file.path),
            dialect: Dialect(delimiter: description.delimiter), settings: settings,
            signing: try Signing.reopened(description.settings, path: file.path), delivery: delivery,
            suppression: suppression)
    }

    /// Both lists come from the same template, so they name the same files in the same order.
    private func compareAttachments(_ found: [StoredAttachment]) throws {
        guard found.map({ Array($0.path.utf8) }) == description.attachments.map({ Array($0.path.utf8) })
        else {
            throw UnusableCampaign(path: file.path, flaw: .attachments)
        }
        for (now, stored) in zip(found, description.attachments) where now.sha256 != stored.sha256 {
            throw ChangedInput(path: now.path, kind: .attachment)
        }
    }
}

/// Something a campaign was made from is not what it was.
package struct ChangedInput: Error, Equatable, Sendable {
    package enum Kind: String, Sendable { case template, list, attachment }
    package let path: String
    package let kind: Kind
}

extension CampaignDescription {
    /// The stored template; nil when there is none.
    ///
    /// - Parameter root: the folder of its attachments.
    func template(in root: String) -> TemplateSource? {
        sourceFile("message").map { message in
            TemplateSource(
                message: message, html: sourceFile("html"), markdown: sourceFile("markdown"), root: root,
                partials: partials)
        }
    }

    /// Campaign files of earlier versions have none.
    fileprivate var partials: Partials {
        var partials = Partials()
        let role = Array(TemplateSource.partialRole.utf8)
        for file in files where file.role.utf8.starts(with: role) {
            let path = String(decoding: Array(file.role.utf8.dropFirst(role.count)), as: UTF8.self)
            partials.files[path] = .success(SourceFile(path: file.path, octets: file.octets))
        }
        return partials
    }

    fileprivate func sourceFile(_ role: String) -> SourceFile? {
        files.first { $0.role == role }.map { SourceFile(path: $0.path, octets: $0.octets) }
    }
}
