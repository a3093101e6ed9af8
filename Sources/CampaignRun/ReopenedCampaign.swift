import CSV
import Composition
import Cryptography
import Ledger

/// A campaign file opened to go on with it: the stored template, list and settings hold, not what lies around now.
package struct ReopenedCampaign {
    package let file: CampaignFile
    private let path: String
    private let description: CampaignDescription
    private let template: TemplateSource

    /// Opens and locks the file; claims that a crash left without an outcome become in doubt.
    ///
    /// - Throws: `LedgerFault`.
    package init(path: String) throws(LedgerFault) {
        self.path = path
        file = try CampaignFile.open(at: path)
        description = file.description
        template = TemplateSource(
            message: description.sourceFile("message") ?? SourceFile(path: "", octets: []),
            html: description.sourceFile("html"),
            root: description.settings[CampaignSetting.attachmentRoot] ?? "/")
    }

    package var relay: String { description.settings[CampaignSetting.relay] ?? "" }
    /// Claims that became in doubt when the file was opened.
    package var newlyInDoubt: Int { file.inDoubtFromCrash }
    package var listPath: String { description.listPath }

    /// Makes sure that `loaded` is the template the campaign was made from.
    package func compare(with loaded: LoadedTemplate) throws(ChangedInput) {
        guard loaded.source.message.octets == template.message.octets else {
            throw ChangedInput(path: loaded.source.message.path, kind: .template)
        }
        guard loaded.source.html?.octets == template.html?.octets else {
            throw ChangedInput(path: loaded.source.html?.path ?? template.html?.path ?? "", kind: .template)
        }
    }

    /// Makes sure that the file at `path` is the list the campaign was made from, octet by octet.
    ///
    /// - Throws: ``ChangedInput`` or ``FileFault``.
    package func compareList(at path: String) throws {
        let list = try ListFile(path: path)
        var chunk: [UInt8] = []
        repeat { try list.read(into: &chunk) } while !chunk.isEmpty
        guard list.finishDigest() == file.listDigest else { throw ChangedInput(path: path, kind: .list) }
    }

    /// Whether the list is still there and different now; resuming goes by the stored records all the same.
    package var hasListChanged: Bool {
        guard description.listPath != "-" else { return false }
        do {
            try compareList(at: description.listPath)
            return false
        } catch {
            return error is ChangedInput
        }
    }

    /// Rows that a run would try.
    package func rowsLeft(retrying: Set<Outcome>) throws(LedgerFault) -> Int {
        let figures = try file.figures()
        return retrying.union([.pending]).reduce(0) { $0 + figures[$1] }
    }

    package var total: Int { get throws(LedgerFault) { try file.figures().rows } }

    /// Compiles the stored template; attachments are read from where they lay.
    ///
    /// - Throws: `TemplateFaults`, `ListFault`, ``ChangedInput`` when an attachment is not the one it was.
    package func assembly() throws -> Assembly {
        let dialect = Dialect(delimiter: description.delimiter)
        let assembly = try Assembly(
            template: template, columns: columnNames(dialect), dialect: dialect,
            settings: CompositionSettings(
                campaignID: [UInt8](hexadecimal: description.id) ?? Array(description.id.utf8),
                utcOffset: Int32(description.settings[CampaignSetting.utcOffset] ?? "0") ?? 0))
        for (now, stored) in zip(assembly.composer.staticAttachments, description.attachments)
        where now.recorded.sha256 != stored.sha256 {
            throw ChangedInput(path: now.path, kind: .attachment)
        }
        return assembly
    }

    /// Reads the stored header as the import did.
    private func columnNames(_ dialect: Dialect) throws(ListFault) -> [String] {
        var isRead = false
        let header = description.header
        return try ListReader(dialect: dialect) { buffer in
            buffer = isRead ? [] : header + [UInt8(ascii: "\n")]
            isRead = true
        }.header.names
    }
}

/// Something a campaign was made from is not what it was.
package struct ChangedInput: Error, Equatable, Sendable {
    package enum Kind: String, Sendable { case template, list, attachment }
    package let path: String
    package let kind: Kind
}

extension CampaignDescription {
    fileprivate func sourceFile(_ role: String) -> SourceFile? {
        files.first { $0.role == role }.map { SourceFile(path: $0.path, octets: $0.octets) }
    }
}

extension [UInt8] {
    /// Reads pairs of hexadecimal digits; nil when there is anything else.
    init?(hexadecimal text: String) {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x57
            default: nil
            }
        }
        guard digits.count % 2 == 0 else { return nil }
        self = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            append(high << 4 | low)
        }
    }
}
