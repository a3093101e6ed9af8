import Composition
import Glibc

/// Finds and reads the files a template consists of.
package enum TemplateFiles {
    /// Larger template files are taken for a mistake.
    private static let sizeLimit = 16 * 1024 * 1024

    /// Loads `NAME.eml` with `NAME.html` or `NAME.md` beside it, or a folder's `message.eml` with the same.
    ///
    /// - Throws: ``FileFault`` naming the file that could not be read.
    package static func load(_ path: String) throws(FileFault) -> LoadedTemplate {
        let absolute = try absolutePath(path)
        let isFolder = isDirectory(absolute)
        let message = isFolder ? absolute + "/message.eml" : absolute
        let root = folder(of: message)
        var source = TemplateSource(
            message: SourceFile(
                path: shown(message, givenAs: path, absolute: absolute), octets: try read(message)),
            html: try companion(of: message, "html", givenAs: path, absolute: absolute),
            markdown: try companion(of: message, "md", givenAs: path, absolute: absolute),
            root: root)
        let shownMessage = Array(source.message.path.utf8)
        let prefix = shownMessage.lastIndex(of: UInt8(ascii: "/")).map { shownMessage[...$0] } ?? []
        source.partials = Partials.gather(
            for: source.files, root: root, shownIn: String(decoding: prefix, as: UTF8.self))
        return LoadedTemplate(
            name: lastComponent(isFolder ? absolute : replacingExtension(of: absolute, by: nil) ?? absolute),
            source: source)
    }

    /// The file of the same name with another extension, if there is one.
    private static func companion(
        of message: String, _ fileExtension: String, givenAs given: String, absolute: String
    ) throws(FileFault) -> SourceFile? {
        guard let path = replacingExtension(of: message, by: fileExtension), access(path, F_OK) == 0 else {
            return nil
        }
        return SourceFile(
            path: shown(path, givenAs: given, absolute: absolute),
            octets: try read(path))
    }

    /// A path as the user would write it, for messages: what was given, not where it lies.
    private static func shown(_ path: String, givenAs given: String, absolute: String) -> String {
        guard Array(path.utf8).starts(with: Array(absolute.utf8)) else {
            let suffix = path.utf8.lastIndex(of: UInt8(ascii: ".")).map {
                String(path[path.index(after: $0)...])
            }
            return replacingExtension(of: given, by: suffix) ?? path
        }
        // A folder may have been given with a slash behind it.
        var base = given.utf8[...]
        while base.last == UInt8(ascii: "/") { base.removeLast() }
        return String(decoding: Array(base) + Array(path.utf8).dropFirst(absolute.utf8.count), as: UTF8.self)
    }

    private static func absolutePath(_ path: String) throws(FileFault) -> String {
        guard let resolved = realpath(path, nil) else {
            throw FileFault(path: path, operation: .open, code: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func read(_ path: String) throws(FileFault) -> [UInt8] {
        let file = try ListFile(regular: path)
        var octets: [UInt8] = []
        var chunk: [UInt8] = []
        repeat {
            try file.read(into: &chunk)
            octets += chunk
            guard octets.count <= sizeLimit else {
                throw FileFault(path: file.path, operation: .read, code: EFBIG)
            }
        } while !chunk.isEmpty
        return octets
    }

    private static func folder(of path: String) -> String {
        let octets = Array(path.utf8)
        guard let slash = octets.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return "/" }
        return String(decoding: octets[..<slash], as: UTF8.self)
    }

    private static func lastComponent(_ path: String) -> String {
        String(decoding: Array(path.utf8).split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
    }

    /// Replaces `.eml` at the end (or takes it away); nil when the path ends otherwise.
    private static func replacingExtension(of path: String, by new: String?) -> String? {
        let octets = Array(path.utf8)
        guard octets.count > 4, octets.suffix(4).elementsEqual(".eml".utf8) else { return nil }
        return String(decoding: octets.dropLast(4), as: UTF8.self) + (new.map { "." + $0 } ?? "")
    }
}

/// A template as it lies on the disk, and what to call it.
package struct LoadedTemplate: Sendable {
    /// The file's name without `.eml`, or the folder's name.
    package let name: String
    package let source: TemplateSource

    package init(name: String, source: TemplateSource) {
        self.name = name
        self.source = source
    }

    /// The files it was read from, as they were given.
    package var paths: [String] { source.files.map(\.path) }

    /// Where its campaign file goes when nobody says otherwise: the current folder.
    package var defaultCampaignPath: String { name + ".merganser" }
}
