import Glibc

extension AttachmentFolder {
    /// Reads a file that the template names; where there is none, says which one the author may have meant.
    func readNamed(_ path: ArraySlice<UInt8>) throws(AttachmentFault) -> [UInt8] {
        do {
            return try read(path)
        } catch .notFound {
            throw nearest(to: path).map { .misspelt(nearest: $0) } ?? .notFound
        }
    }

    /// The path that differs from `path` in one name, and leads to a file.
    private func nearest(to path: ArraySlice<UInt8>) -> String? {
        guard let names = try? Self.names(in: path) else { return nil }
        for index in names.indices {
            guard let entries = entries(of: names[..<index]) else { return nil }
            guard !entries.contains(Array(names[index])) else { continue }
            guard let meant = Spelling.nearest(to: Array(names[index]), among: entries) else { return nil }
            let found = names[..<index] + [Array(meant.utf8)[...]] + names[(index + 1)...]
            let joined = Array(found.joined(separator: [UInt8(ascii: "/")]))
            return (try? read(joined[...])) == nil ? nil : Syntax.string(joined)
        }
        return nil
    }

    /// What lies in a folder of this one; nil where it cannot be read.
    func entries(of names: ArraySlice<ArraySlice<UInt8>>) -> [[UInt8]]? {
        guard let descriptor = try? openFolder(names) else { return nil }
        // Another description of the same folder, so that it is read from its beginning.
        let folder = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        close(descriptor)
        guard folder >= 0 else { return nil }
        guard let stream = fdopendir(folder) else {
            close(folder)
            return nil
        }
        defer { closedir(stream) }
        var entries: [[UInt8]] = []
        // No folder that somebody looks through has more.
        while entries.count < 10_000, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != UInt8(ascii: ".") { entries.append(name) }
        }
        return entries
    }
}
