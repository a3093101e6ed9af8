/// What partials are in a text that is made from HTML.
struct TextPartials {
    /// Those that were written for HTML are made to text as the HTML around them is.
    ///
    /// One that was written for text (`NAME.txt`) stays, and has precedence.
    private(set) var files = Partials()
    /// The names of those that are paragraphs of their own, and not a word or two.
    private(set) var blocks: Set<String> = []

    init(_ partials: Partials) {
        for (path, file) in partials.files {
            let name = Self.without(".html", path)
            files.files[name.map { $0 + ".txt" } ?? path] = file.map { file in
                guard Self.without(".txt", path) == nil,
                    let (text, isBlock) = TextFromHTML.partial(of: file.octets)
                else { return file }
                if isBlock { blocks.formUnion([path, name ?? Self.without(".liquid", path) ?? path]) }
                return SourceFile(path: file.path, octets: text.octets)
            }
        }
        for (path, file) in partials.files {
            guard let name = Self.without(".txt", path) else { continue }
            files.files[path] = file
            blocks.remove(name)
        }
    }

    private static func without(_ ending: String, _ path: String) -> String? {
        guard path.utf8.reversed().starts(with: ending.utf8.reversed()) else { return nil }
        return Syntax.string(Array(path.utf8.dropLast(ending.utf8.count)))
    }
}
