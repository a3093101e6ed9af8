/// Files that a report or a log must not be written over: the campaign file and what the campaign is made from.
package struct ProtectedFiles {
    private var entries: [(path: String, identity: FileIdentity)] = []

    /// - Parameters:
    ///   - campaign: the campaign file; it need not be there yet. SQLite's files beside it count, too.
    ///   - inputs: list and template; `-` is nobody's file.
    package init(campaign: String, inputs: [String]) {
        let ofCampaign = ["", "-wal", "-shm", "-journal"].map { campaign + $0 }
        for path in ofCampaign + inputs where path != "-" {
            if let identity = FileIdentity(path: path) { entries.append((path, identity)) }
        }
    }

    /// Makes sure that `output` is none of them, under any name, no output that was checked before, and, when lines are
    /// to be `appended` to it, no file that holds anything else.
    package mutating func check(_ output: String, appended: LineOpening? = nil) throws(OutputConflict) {
        guard output != "-", let identity = FileIdentity(path: output) else { return }
        defer { entries.append((output, identity)) }
        if let found = entries.first(where: { $0.identity == identity }) {
            throw OutputConflict(output: output, reason: .needed(as: found.path))
        }
        if let appended, !OutputPlace.isDescriptor(output), appended.isForeign(path: output) {
            throw OutputConflict(output: output, reason: .foreign)
        }
    }
}

/// Something was to be written where a file lies that is not there for it.
package struct OutputConflict: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// The campaign, or another output, needs the file that was given as `path`.
        case needed(as: String)
        /// It holds something else than what was to be appended.
        case foreign
    }

    /// As it was given.
    package let output: String
    package let reason: Reason
}
