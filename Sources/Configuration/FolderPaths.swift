/// Paths in a file, which are meant from the folder that the file is in.
struct FolderPaths {
    /// Empty for the current folder.
    private let folder: String
    private let home: String?

    init(ofFile path: String, home: String?) {
        let octets = Array(path.utf8)
        let slash = octets.lastIndex(of: UInt8(ascii: "/"))
        folder = slash.map { String(decoding: octets[...$0], as: UTF8.self) } ?? ""
        self.home = home
    }

    /// The value of an option with the paths in it seen from here.
    func value(_ text: String, of shape: OptionShape) -> String {
        switch (shape.valueName, shape.name) {
        case ("file"?, _), ("folder"?, _), ("path"?, _): path(text)
        case (_, "dkim"): afterEquals(text)
        case (_, "smime-sign"):
            text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { path(String(decoding: Array($0), as: UTF8.self)) }.joined(separator: ",")
        default: text
        }
    }

    /// `selector@domain=FILE`.
    private func afterEquals(_ text: String) -> String {
        let octets = Array(text.utf8)
        guard let equals = octets.firstIndex(of: UInt8(ascii: "=")) else { return text }
        return String(decoding: octets[...equals], as: UTF8.self)
            + path(String(decoding: octets[(equals + 1)...], as: UTF8.self))
    }

    private func path(_ text: String) -> String {
        if let home, text.utf8.starts(with: "~/".utf8) {
            return home + String(decoding: Array(text.utf8.dropFirst()), as: UTF8.self)
        }
        // Standard input or output, nothing at all, and what is absolute.
        if text.isEmpty || text == "-" || text.utf8.first == UInt8(ascii: "/") { return text }
        return folder + text
    }
}
