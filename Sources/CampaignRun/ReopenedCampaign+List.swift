import Ledger

extension ReopenedCampaign {
    /// Makes sure that the file at `path` is the list the campaign was made from, octet by octet.
    ///
    /// - Throws: ``ChangedInput`` or ``FileFault``.
    package func compareList(at path: String) throws {
        guard try digest(of: ListFile(path: path)) == file.listDigest else {
            throw ChangedInput(path: path, kind: .list)
        }
    }

    /// Whether the list still lies where it was and is another one now; false when that cannot be told.
    ///
    /// Resuming goes by the stored records all the same, so this only is for a word to the user: a list that is gone,
    /// came through a pipe or cannot be read is no reason to stop, or to wait.
    package var hasListChanged: Bool {
        // Only an absolute path means the same file wherever the user is now.
        guard listPath.utf8.first == UInt8(ascii: "/"), let list = try? ListFile(regular: listPath) else {
            return false
        }
        if let size = description.settings[CampaignSetting.listSize].flatMap({ Int($0) }), size != list.size {
            return true
        }
        guard let digest = try? digest(of: list) else { return false }
        return digest != file.listDigest
    }

    private func digest(of list: ListFile) throws(FileFault) -> [UInt8] {
        var chunk: [UInt8] = []
        repeat { try list.read(into: &chunk) } while !chunk.isEmpty
        return list.finishDigest()
    }
}
