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

    /// Makes sure that `output` is none of them, under any name, and no output that was checked before.
    package mutating func check(_ output: String) throws(OutputConflict) {
        guard output != "-", let identity = FileIdentity(path: output) else { return }
        defer { entries.append((output, identity)) }
        guard let found = entries.first(where: { $0.identity == identity }) else { return }
        throw OutputConflict(output: output, file: found.path)
    }
}

/// Something was to be written where a file lies that the campaign needs.
package struct OutputConflict: Error, Equatable, Sendable {
    /// As it was given.
    package let output: String
    /// The file that lies there.
    package let file: String
}
