/// The files that `render` and `include` can name, as they were read.
public struct Partials: Equatable, Sendable {
    /// By the path relative to the template's folder: the file, or why it cannot be used.
    package var files: [String: Result<SourceFile, AttachmentFault>]

    package init(_ files: [String: Result<SourceFile, AttachmentFault>]) {
        self.files = files
    }

    /// No files: `render` and `include` are faults then.
    public init() { files = [:] }

    /// Those that could be read, in the order of their paths.
    package var readable: [SourceFile] {
        files.sorted { $0.key < $1.key }.compactMap { try? $0.value.get() }
    }

    /// The paths that a name may stand for, the first that is there wins.
    ///
    /// `footer` is that very file, then `footer.html` in HTML and `footer.txt` elsewhere, then `footer.liquid`.
    static func paths(for name: String, isHTML: Bool) -> [String] {
        [name, name + (isHTML ? ".html" : ".txt"), name + ".liquid"]
    }

    /// The file that `name` stands for in a place; nil when there is none.
    func file(named name: String, in place: Program.Place) -> Result<SourceFile, AttachmentFault>? {
        Self.paths(for: name, isHTML: place == .html).lazy.compactMap { files[$0] }.first
    }

    /// What somebody may have meant who wrote `name`.
    func nearest(to name: String) -> String? {
        var candidates = files.keys.map { Array($0.utf8) }
        for path in files.keys {
            for ending in [".html", ".txt", ".liquid"]
            where path.utf8.reversed().starts(with: ending.utf8.reversed()) {
                candidates.append(Array(path.utf8.dropLast(ending.utf8.count)))
            }
        }
        return Spelling.nearest(to: Array(name.utf8), among: candidates)
    }
}

// MARK: - Gathering

extension Partials {
    /// The most files that are looked for.
    private static let countLimit = 1000
    private static let sizeLimit = 16 * 1024 * 1024

    /// Reads every partial that the files name, and those that these name in turn.
    ///
    /// A file that is not there is left out, for the compiler to say so where it is named.
    ///
    /// - Parameters:
    ///   - files: the template's own files.
    ///   - root: the absolute path of the template's folder, out of which no partial leads.
    ///   - prefix: what faults show before the path in that folder.
    public static func gather(for files: [SourceFile], root: String, shownIn prefix: String) -> Partials {
        var partials = Partials()
        var open = files.flatMap { names(in: $0.octets) }
        var seen: Set<[UInt8]> = []
        // Most templates have none, and need no folder.
        guard !open.isEmpty else { return partials }
        let folder = AttachmentFolder(root, largestFile: sizeLimit)
        while let name = open.popLast(), seen.count < countLimit {
            guard seen.insert(name).inserted else { continue }
            let text = Syntax.string(name)
            for path in Set(paths(for: text, isHTML: true) + paths(for: text, isHTML: false)).sorted() {
                do {
                    let octets = try folder.read(Array(path.utf8)[...])
                    partials.files[path] = .success(SourceFile(path: prefix + path, octets: octets))
                    open += names(in: octets)
                } catch AttachmentFault.notFound {
                    continue
                } catch AttachmentFault.isFolder where path == text {
                    // `footer/` may hold what `footer.html` names.
                    continue
                } catch {
                    partials.files[path] = .failure(error)
                }
            }
        }
        return partials
    }

    /// The names that stand in quotes behind `render` and `include`.
    private static func names(in octets: [UInt8]) -> [[UInt8]] {
        var lexer = TemplateLexer(octets[...])
        lexer.run()
        return lexer.segments.compactMap { segment in
            guard segment.kind == .tag else { return nil }
            var tag = TagLexer(octets[...], in: segment.range)
            guard tag.takes("render") || tag.takes("include"), tag.next.kind == .string else { return nil }
            return Array(tag.nextOctets.dropFirst().dropLast())
        }
    }
}

// MARK: - Line ends

extension Partials {
    /// The same with the line ends of the wire, and without byte order marks.
    var canonical: Partials {
        Partials(
            files.mapValues { file in
                file.map { file in
                    let start = file.octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
                    var canonical: [UInt8] = []
                    LineEnds.appendCanonical(file.octets[start...], to: &canonical)
                    return SourceFile(path: file.path, octets: canonical)
                }
            })
    }
}

extension TemplateSource {
    /// All files of the template, the message first.
    package var files: [SourceFile] {
        [message] + [html, markdown].compactMap(\.self) + partials.readable
    }
}
