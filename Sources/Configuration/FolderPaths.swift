/// Paths in a file, which are meant from the folder that the file is in.
struct FolderPaths {
    /// Empty for the current folder.
    let folder: String
    private let home: String?

    init(ofFile path: String, home: String?) {
        let octets = Array(path.utf8)
        let slash = octets.lastIndex(of: UInt8(ascii: "/"))
        folder = slash.map { String(decoding: octets[...$0], as: UTF8.self) } ?? ""
        self.home = home
    }

    /// The value of an option with the paths in it seen from here.
    func value(_ text: String, of shape: OptionShape) -> String {
        if shape.name == "relay" { return RelayQuery.replacingPaths(in: text, with: path) }
        let (start, paths) = Self.parts(of: text, shape)
        return start + paths.map(path).joined(separator: ",")
    }

    /// The paths in the value of an option, as they are written.
    static func texts(in value: String, of shape: OptionShape) -> [String] { parts(of: value, shape).paths }

    /// What stands before the paths, and those, which a comma parts.
    private static func parts(of text: String, _ shape: OptionShape) -> (start: String, paths: [String]) {
        switch (shape.valueName, shape.name) {
        case ("file"?, _), ("folder"?, _), ("path"?, _): return ("", [text])
        case (_, "dkim"):
            // `selector@domain=FILE`.
            let octets = Array(text.utf8)
            guard let equals = octets.firstIndex(of: UInt8(ascii: "=")) else { return (text, []) }
            return (
                String(decoding: octets[...equals], as: UTF8.self),
                [String(decoding: octets[(equals + 1)...], as: UTF8.self)]
            )
        case ("user:password-file"?, _):
            let octets = Array(text.utf8)
            guard let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return (text, []) }
            return (
                String(decoding: octets[...colon], as: UTF8.self),
                [String(decoding: octets[(colon + 1)...], as: UTF8.self)]
            )
        case (_, "smime-sign"):
            let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            return ("", parts.map { String(decoding: Array($0), as: UTF8.self) })
        default: return (text, [])
        }
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
