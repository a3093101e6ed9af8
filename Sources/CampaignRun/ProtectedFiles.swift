import Composition
import Ledger

/// Files that a report or a log must not be written over: the campaign file and what the campaign is made from.
package struct ProtectedFiles {
    private var entries: [(path: String, identity: FileIdentity, isOutput: Bool)] = []

    /// - Parameters:
    ///   - campaign: the campaign file; it need not be there yet. SQLite's files beside it count, too.
    ///   - inputs: list and template; `-` is nobody's file.
    package init(campaign: String, inputs: [String]) {
        let ofCampaign = ["", "-wal", "-shm", "-journal"].map { campaign + $0 }
        for path in ofCampaign + inputs where path != "-" {
            if let identity = FileIdentity(path: path) { entries.append((path, identity, false)) }
        }
    }

    /// Those of a campaign that is there: its list, template, attachments, keys and suppression lists, as far as the
    /// campaign file says where they lay.
    ///
    /// - Parameter others: what is read besides.
    package init(of campaign: CampaignFile, others: [String] = []) {
        let description = campaign.description
        let keys = (try? SigningSettings(stored: description.settings))?.files ?? []
        self.init(
            campaign: campaign.path,
            inputs: [description.listPath] + description.templatePaths + keys
                + [description.settings[CampaignSetting.unsubscribeKeyFile]].compactMap(\.self)
                + Suppression.paths(in: description.settings) + others)
    }

    /// Makes sure that `output` is none of them, under any name, no output that was checked before, and no file that
    /// begins otherwise than what is written there.
    ///
    /// - Parameter opening: nil where the file is taken as it is.
    package mutating func check(_ output: String, as opening: LineOpening? = nil) throws(OutputConflict) {
        guard output != "-", let identity = FileIdentity(path: output) else { return }
        defer { entries.append((output, identity, true)) }
        if let found = entries.first(where: { $0.identity == identity }) {
            let reason =
                found.isOutput ? OutputConflict.Reason.shared(with: found.path) : .needed(as: found.path)
            throw OutputConflict(output: output, reason: reason)
        }
        if let opening, !OutputPlace.isDescriptor(output), opening.isForeign(path: output) {
            throw OutputConflict(output: output, reason: .foreign)
        }
    }
}

extension CampaignDescription {
    /// Where template, partials and attachments lie, from the folder that the campaign keeps.
    fileprivate var templatePaths: [String] {
        guard let root = settings[CampaignSetting.attachmentRoot] else { return files.map(\.path) }
        let role = Array(TemplateSource.partialRole.utf8)
        let names = files.map { file in
            let path = Array(file.path.utf8)
            return file.role.utf8.starts(with: role)
                ? Array(file.role.utf8.dropFirst(role.count))
                : path.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? path
        }
        return (names.map { String(decoding: $0, as: UTF8.self) } + attachments.map(\.path)).map {
            root + "/" + $0
        }
    }
}

/// Something was to be written where a file lies that is not there for it.
package struct OutputConflict: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// The campaign needs the file, which it knows by this path.
        case needed(as: String)
        /// Another output goes there, which was given so.
        case shared(with: String)
        /// It holds something else than what was to be written.
        case foreign
    }

    /// As it was given.
    package let output: String
    package let reason: Reason
}
