import Glibc

/// Puts the files to begin with into a folder, and never over others.
package enum StarterFolder {
    package struct File: Sendable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Writes all of `files` into `folder`, which is made if need be with those above it, or none of them.
    ///
    /// - Throws: ``WouldOverwrite`` with everything that lies there already, ``FileFault``.
    package static func write(_ files: [File], into folder: String) throws {
        let paths = files.map { folder + "/" + $0.name }
        let existing = paths.filter(isThere)
        guard existing.isEmpty else { throw WouldOverwrite(paths: existing) }
        try makeFolder(folder)
        var written: [String] = []
        do {
            for (file, path) in zip(files, paths) {
                // Fails if somebody else makes it meanwhile.
                let output = try OutputFile(path: path, mode: .new)
                written.append(path)
                try output.write(file.text)
                try output.close()
            }
        } catch {
            // Half a folder would be in the way of the next try.
            for path in written { unlink(path) }
            throw error
        }
    }

    /// Whether there is anything of this name, a symbolic link that leads nowhere included.
    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func makeFolder(_ folder: String) throws(FileFault) {
        let octets = Array(folder.utf8)
        let slashes = octets.indices.filter { octets[$0] == UInt8(ascii: "/") && $0 > 0 }
        for end in slashes + [octets.count] {
            let path = String(decoding: octets[..<end], as: UTF8.self)
            guard mkdir(path, 0o777) != 0 else { continue }
            let code = errno
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw FileFault(path: path, operation: .create, code: code)
            }
        }
    }
}

/// Files were to be written where others lie.
package struct WouldOverwrite: Error, Equatable, Sendable {
    package let paths: [String]
}
