import CLinux
import Foundation
import TestSupport

/// What a loss of power leaves of a campaign: of each file what was synced, and of what was written since, and of names
/// made since, whatever chance has it.
///
/// faults.c keeps in the shadow folder what was synced. Files are written over, so that they stay the same inodes.
struct PowerLoss {
    let files: CampaignFiles
    let shadow: TemporaryFolder
    private static let attribute = "user.merganser.visit"
    /// Octets that a disk writes whole.
    private static let sector = 512

    /// Does it; says what.
    func strike(_ chance: inout SplitMix64) throws -> String {
        let current = try names(in: files.folder)
        let isRolledBack = chance.next() % 2 == 0
        if isRolledBack { try rollBackNames(from: current) }
        var account = isRolledBack ? "names as they were synced" : "names as they were"
        for (name, inode) in try names(in: files.folder) {
            // Of the index of the log, which is rebuilt, anything may be left.
            guard !name.hasSuffix("-shm") else { continue }
            let written = try files.folder.read(name)
            let synced = (try? shadow.read(String(inode))) ?? []
            let (octets, way) = Self.mixed(synced, written, isLog: name.hasSuffix("-wal"), &chance)
            try files.folder.write(name, octets)
            if chance.next() % 2 == 0 { try rollBackVisit(of: files.folder(name), inode) }
            account += "; \(name) \(way): \(octets.count) octets, \(synced.count) of them synced"
        }
        return account
    }

    private func names(in folder: TemporaryFolder) throws -> [String: UInt] {
        var found: [String: UInt] = [:]
        for name in try folder.names() where name.hasPrefix("letter.merganser") {
            var status = stat()
            if lstat(folder(name), &status) == 0 { found[name] = UInt(status.st_ino) }
        }
        return found
    }

    /// The folder's entries become those of its last sync.
    private func rollBackNames(from current: [String: UInt]) throws {
        let list = (try? shadow.read("names")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        var synced: [String: UInt] = [:]
        for line in list.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[1].hasPrefix("letter.merganser") {
                synced[String(words[1])] = UInt(words[0])
            }
        }
        for (name, inode) in synced where current[name] != inode {
            let kept = current.first { $0.value == inode }?.key
            unlink(files.folder(name))
            if let kept {
                link(files.folder(kept), files.folder(name))
            } else {
                try files.folder.write(name, (try? shadow.read(String(inode))) ?? [])
            }
        }
        for name in current.keys where synced[name] == nil { unlink(files.folder(name)) }
    }

    private func rollBackVisit(of path: String, _ inode: UInt) throws {
        let synced = (try? shadow.read("\(inode).visit")) ?? []
        if synced.isEmpty {
            removexattr(path, Self.attribute)
        } else {
            setxattr(path, Self.attribute, synced, synced.count, 0)
        }
    }

    private static func mixed(
        _ synced: [UInt8], _ written: [UInt8], isLog: Bool, _ chance: inout SplitMix64
    ) -> (octets: [UInt8], way: String) {
        switch chance.next() % 4 {
        case 0: return (synced, "as it was synced")
        case 1: return (written, "as it was written")
        case 2 where isLog:
            // Of a log that is written from its start to its end, a part.
            let frames = Int(chance.next() % UInt64(max(1, (written.count - 32) / 4120 + 1)))
            let isTorn = chance.next() % 2 == 0
            let cut = min(written.count, 32 + frames * 4120 + (isTorn ? Int(chance.next() % 4120) : 0))
            return (Array(written[..<cut] + synced.dropFirst(cut)), "written to octet \(cut)")
        default:
            var octets = synced + Array(repeating: 0, count: max(0, written.count - synced.count))
            for start in stride(from: 0, to: written.count, by: sector) where chance.next() % 2 == 0 {
                let end = min(written.count, start + sector)
                octets.replaceSubrange(start..<end, with: written[start..<end])
            }
            return (octets, "written in part")
        }
    }
}
