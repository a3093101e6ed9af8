import Glibc
import Transport

/// Where what was learned of relays is kept between runs: a file for each in the user's cache folder.
///
/// It is a cache: without it, or with a file that makes no sense, everything is found out again. Writing replaces a
/// file as a whole, so two runs at once leave one of the two.
package struct RelayCache: Sendable {
    /// Where the files lie; nil when the user has no such place.
    package let folder: String?

    /// - Parameter environment: `XDG_CACHE_HOME` (an absolute path; others are to be ignored by the XDG Base
    ///   Directory Specification), else `HOME`/.cache.
    package init(environment: (String) -> String?) {
        func absolute(_ name: String) -> String? {
            environment(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
        }
        let caches = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { $0 + "/.cache" }
        folder = caches.map { $0 + "/merganser/relays" }
    }

    /// What is known of a relay, and what was wrong with the file if it could not be used.
    package func knowledge(
        of address: RelayAddress, at seconds: Int64
    ) -> (knowledge: RelayKnowledge, fault: RelayCacheFault?) {
        let nothing = RelayKnowledge(of: address)
        guard let path = path(for: address) else { return (nothing, nil) }
        guard let octets = Self.read(path) else {
            return (
                nothing,
                errno == ENOENT ? nil : RelayCacheFault(path: path, problem: .unreadable(code: errno))
            )
        }
        guard let found = RelayKnowledge(parsing: octets), found.relay == nothing.relay else {
            return (nothing, RelayCacheFault(path: path, problem: .damaged))
        }
        return (found.isFresh(at: seconds) ? found : nothing, nil)
    }

    /// - Throws: ``FileFault``; nothing is lost by it but time.
    package func keep(_ knowledge: RelayKnowledge, of address: RelayAddress) throws(FileFault) {
        guard let path = path(for: address), let folder, !knowledge.isEmpty else { return }
        try Self.makeFolders(folder)
        let file = try OutputFile(path: path, mode: .replace)
        try file.write(knowledge.text)
        try file.close()
    }

    /// - Returns: whether something was there to be forgotten.
    package func forget(_ address: RelayAddress) throws(FileFault) -> Bool {
        guard let path = path(for: address) else { return false }
        guard unlink(path) != 0 else { return true }
        guard errno == ENOENT else { throw FileFault(path: path, operation: .write, code: errno) }
        return false
    }

    /// A relay's host has no character that could lead out of the folder.
    ///
    /// Nil for a Unix socket: asking anew costs no round trip worth the name.
    private func path(for address: RelayAddress) -> String? {
        guard address.socketPath == nil else { return nil }
        return folder.map { "\($0)/\(address.host.lowercased())_\(address.port).relay" }
    }

    /// Nil with errno set.
    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: 64 * 1024 + 1)
        let count = Glibc.read(descriptor, &octets, octets.count)
        guard count >= 0 else { return nil }
        return Array(octets.prefix(count))
    }

    private static func makeFolders(_ path: String) throws(FileFault) {
        var made = ""
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            made += "/" + String(decoding: part, as: UTF8.self)
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw FileFault(path: made, operation: .create, code: errno)
            }
        }
    }
}

/// A file of the cache that is passed over.
package struct RelayCacheFault: Error, Equatable, Sendable {
    package enum Problem: Equatable, Sendable {
        case unreadable(code: Int32)
        case damaged
    }

    package let path: String
    package let problem: Problem
}
