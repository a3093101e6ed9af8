import Composition

/// Whom nothing is sent to: the entries of all lists that were given.
package struct Suppression: Sendable {
    /// Why an address gets nothing.
    package struct Match: Equatable, Sendable {
        /// The list that says so, as it was given.
        package let list: String
        /// Not the address itself, but its domain or one above.
        package let isDomain: Bool

        package init(list: String, isDomain: Bool) {
            self.list = list
            self.isDomain = isDomain
        }
    }

    package static let none = Suppression()

    private var lists: [SuppressionList] = []
    /// The absolute paths of those that can be read again.
    private(set) var lastingPaths: [String] = []

    private init() {}

    /// Reads `paths`, each a file, a pipe, or `-` for standard input.
    ///
    /// - Parameter key: random.
    /// - Throws: ``SuppressionFaults``, ``FileFault``, ``FaultInList``.
    package init(reading paths: [String], key: KeyedHash) throws {
        for path in paths { try add(ListFile(path: path), key: key) }
    }

    /// Reads regular files once more, and `paths` besides.
    ///
    /// - Throws: as the other; ``SuppressionGone`` when one of the files is not there.
    init(again files: [String], and paths: [String], key: KeyedHash) throws {
        for path in files {
            let file: ListFile
            do {
                file = try ListFile(regular: path)
            } catch {
                throw SuppressionGone(fault: error)
            }
            try add(file, key: key)
        }
        let known = files.compactMap { FileIdentity(path: $0) }
        for path in paths {
            if let identity = FileIdentity(path: path), known.contains(identity) { continue }
            try add(ListFile(path: path), key: key)
        }
    }

    private mutating func add(_ file: ListFile, key: KeyedHash) throws {
        var list = SuppressionList(path: file.path, key: key)
        var source = SuppressionFile(file)
        _ = try source.read { entry in try list.add(entry) }
        list.sort()
        lists.append(list)
        if file.size != nil { lastingPaths.append(file.absolutePath) }
    }

    package var isEmpty: Bool { lists.isEmpty }

    package func match(_ address: EmailAddress) -> Match? {
        guard !lists.isEmpty else { return nil }
        let keys = SuppressionKeys.all(of: address)
        for list in lists {
            for (index, key) in keys.enumerated() where list.contains(key) {
                return Match(list: list.path, isDomain: index > 0)
            }
        }
        return nil
    }

    /// The first of several addresses that gets nothing.
    func match(anyOf addresses: [EmailAddress]) -> Match? {
        guard !lists.isEmpty else { return nil }
        for address in addresses {
            if let match = match(address) { return match }
        }
        return nil
    }
}

/// A suppression list that a campaign was sent with cannot be read any more.
package struct SuppressionGone: Error, Equatable, Sendable {
    package let fault: FileFault
}

extension Suppression {
    /// Absolute paths by the settings that keep them.
    var stored: [String: String] {
        var settings: [String: String] = [:]
        for (index, path) in lastingPaths.enumerated() { settings[Self.setting(index)] = path }
        return settings
    }

    static func paths(in settings: [String: String]) -> [String] {
        var paths: [String] = []
        while let path = settings[setting(paths.count)] { paths.append(path) }
        return paths
    }

    static func setting(_ index: Int) -> String { "suppress-\(index + 1)" }
}
