import Ledger

/// What is another in a file of the template, in a few words.
package struct FileChange: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case added
        case removed
        /// From `line` on, counted from 1, `before` lines became `after` lines; the first of each, nil where there is
        /// none.
        case lines(line: Int, before: Int, after: Int, first: [UInt8]?, now: [UInt8]?)
    }

    package let path: String
    package let kind: Kind

    /// The files of `before` and `after` that differ, by their roles.
    static func all(from before: [StoredFile], to after: [StoredFile]) -> [FileChange] {
        let roles = Set(before.map(\.role)).union(after.map(\.role)).sorted()
        return roles.compactMap { role in
            let (then, now) = (before.first { $0.role == role }, after.first { $0.role == role })
            switch (then, now) {
            case (let then?, let now?):
                return then.octets == now.octets
                    ? nil : FileChange(path: now.path, kind: lines(from: then.octets, to: now.octets))
            case (let then?, nil): return FileChange(path: then.path, kind: .removed)
            case (nil, let now?): return FileChange(path: now.path, kind: .added)
            case (nil, nil): return nil
            }
        }
    }

    private static func lines(from before: [UInt8], to after: [UInt8]) -> Kind {
        let (then, now) = (Self.lines(before), Self.lines(after))
        let start = zip(then, now).prefix { $0 == $1 }.count
        let end = zip(then[start...].reversed(), now[start...].reversed()).prefix { $0 == $1 }.count
        let (old, new) = (then[start..<(then.count - end)], now[start..<(now.count - end)])
        return .lines(
            line: start + 1, before: old.count, after: new.count, first: old.first.map(Array.init),
            now: new.first.map(Array.init))
    }

    private static func lines(_ octets: [UInt8]) -> [ArraySlice<UInt8>] {
        octets.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
    }
}
