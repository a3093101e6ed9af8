import CSV
import Composition
import Glibc

/// Writes what would be sent, one file a message, a page to look through them, and a manifest with one digest over all.
///
/// It opens no socket.
package struct DryRun {
    package struct Result: Sendable {
        package let summary: ImportSummary
        /// Messages that were written.
        package let written: Int
        /// What `--approved` takes to send these very messages.
        package let approval: Approval
    }

    private let folder: String
    private let limit: Int
    private let wording: any Wording
    private var overall: CampaignDigest
    private var written = 0

    /// Composes every row of `list` and writes the messages into `folder`.
    ///
    /// - Parameters:
    ///   - signing: nil when messages are not signed; the digest is over what is signed, without the signatures.
    ///   - folder: created if need be; it must be empty, so that files of two dry runs never mix.
    ///   - limit: messages to write at the most; nil for all. The digest is over all of them in any case.
    ///   - approval: of an earlier dry run, to find out whether the messages are still the same; nil for a new one.
    ///   - now: milliseconds since 1970.
    /// - Throws: `TemplateFaults`, ``FaultInList``, ``FileFault``, ``FolderNotEmpty``, ``ImportStop``,
    ///   ``Interrupted``; a run that did not come to its end leaves no manifest.
    package static func run(
        _ template: LoadedTemplate, list: inout OpenedList, folder: String, rules: RowRules,
        limit: Int?, approval: Approval?, signing: Signing? = nil,
        delivery: DeliverySettings = .standard, now: Int64, wording: any Wording,
        interruption: Interruption? = nil
    ) throws -> Result {
        let identity = CampaignIdentity(
            approval, template: template.source, header: list.reader.header, createdAt: now)
        let assembly = try Assembly(
            template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
            settings: CompositionSettings(
                campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: now / 1000)),
            signing: signing, delivery: delivery, suppression: rules.suppression)
        var run = DryRun(folder: folder, limit: limit, campaignID: identity.octets, wording: wording)
        let walk = ListWalk(
            assembly, rules: rules, purpose: .dryRun, wording: wording, date: now / 1000,
            interruption: interruption)
        do {
            try run.prepareFolder()
            let index = try DryRunIndex(in: folder, template: template, list: list.name)
            return try run.run(&list.reader, walk, index, isGrouped: rules.groupingColumn != nil)
        } catch {
            throw list.file.blame(error)
        }
    }

    private init(folder: String, limit: Int?, campaignID: [UInt8], wording: any Wording) {
        self.folder = folder
        self.limit = limit ?? .max
        self.wording = wording
        overall = CampaignDigest(campaignID: campaignID)
    }

    private mutating func run(
        _ reader: inout ListReader, _ walk: ListWalk, _ index: DryRunIndex, isGrouped: Bool
    ) throws -> Result {
        var manifest = try Manifest(path: folder + "/manifest.json")
        var walk = walk
        var index = index
        if isGrouped {
            let scratch = try ScratchCampaign()
            try walk.run(&reader, into: scratch.file) { try visit($0, &manifest, &index) }
        } else {
            try walk.run(&reader, into: nil) { try visit($0, &manifest, &index) }
        }
        let result = Result(summary: walk.summary, written: written, approval: overall.approval)
        try index.close(result)
        // Last: where there is a manifest, everything else is whole.
        try manifest.close(approval: overall.approval, messages: overall.messages)
        return result
    }

    private mutating func visit(
        _ stop: ListWalk.Stop, _ manifest: inout Manifest, _ index: inout DryRunIndex
    ) throws -> [UInt8]? {
        if let problem = stop.problem {
            try manifest.add(problem: wording.sentence(for: problem), stop)
            return nil
        }
        let digest = stop.message.digest
        overall.add(digest, row: stop.row)
        var name: String?
        if written < limit {
            // A signature may tell the time, or be another one each time; what it signs is what was approved.
            try stop.sign()
            let file = try write(stop.message, row: stop.row)
            try index.add(stop, link: file)
            name = file
            written += 1
        }
        try manifest.add(stop, file: name, digest: digest)
        return nil
    }

    /// Writes the message of `row`; gives the file's name.
    private func write(_ message: Message, row: Int) throws(FileFault) -> String {
        let digits = String(row)
        let name = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".eml"
        let file = try OutputFile(path: folder + "/" + name, mode: .new)
        try file.write(message.signatures[...])
        try message.forEachStretch { (stretch) throws(FileFault) in
            switch stretch {
            case .own(let octets): try file.write(octets)
            case .shared(let blob): try file.write(blob.octets)
            }
        }
        try file.close()
        return name
    }

    private func prepareFolder() throws {
        if mkdir(folder, 0o700) == 0 { return }
        guard errno == EEXIST else { throw FileFault(path: folder, operation: .create, code: errno) }
        guard let entries = opendir(folder) else {
            throw FileFault(path: folder, operation: .create, code: errno)
        }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            // "." and ".." are the two every folder has.
            let name = entry.pointee.d_name
            let isDot = name.0 == 0x2E && (name.1 == 0 || (name.1 == 0x2E && name.2 == 0))
            if !isDot { throw FolderNotEmpty(path: folder) }
        }
    }
}

/// A dry run was to go into a folder that holds something already.
package struct FolderNotEmpty: Error, Equatable, Sendable {
    package let path: String
}
