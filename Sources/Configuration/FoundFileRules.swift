import Glibc

/// What a file may not say that was only found in a campaign's folder: it may have come with the campaign, from
/// somebody else.
struct FoundFileRules {
    let paths: FolderPaths

    /// They take the place of somebody's consent.
    private static let consents: Set<String> = ["yes", "retry", "approved"]
    /// What is written to.
    private static let outputs: Set<String> = [
        "csv", "html", "json", "jsonl", "output", "campaign", "dry-run", "add-to", "log", "transcript",
        "maildir",
    ]
    /// What a secret is read from.
    private static let secrets: Set<String> = [
        "password-file", "proxy-password-file", "dkim", "smime-sign", "unsubscribe-key-file", "client-key",
    ]

    /// Nil where there is nothing against it.
    ///
    /// - Parameter key: as it stands in the file.
    func problem(of shape: OptionShape, as key: String, value: String) -> ConfigurationFault.Problem? {
        let name = shape.name
        if Self.consents.contains(name) { return value == "false" ? nil : .consentFromFoundFile(key) }
        guard shape.takesValue else { return nil }
        if name.hasSuffix("-command") || name.hasSuffix("password-env")
            || name == "relay" && RelayQuery(of: value).saysOfSecrets
        {
            return .secretFromFoundFile(key)
        }
        let isSecret = Self.secrets.contains(name) || shape.valueName == "user:password-file"
        guard isSecret || Self.outputs.contains(name) else { return nil }
        for path in FolderPaths.texts(in: value, of: shape) where path != "-" {
            if Self.leaves(path) { return isSecret ? .secretFromFoundFile(key) : .outputFromFoundFile(key) }
            if leadsThroughLink(path) { return .linkFromFoundFile(key) }
        }
        return nil
    }

    private static func leaves(_ path: String) -> Bool {
        let first = path.utf8.first
        return first == UInt8(ascii: "/") || first == UInt8(ascii: "~")
            || path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }

    /// Whether one of the names on the way from the file's folder is a symbolic link, which may lead anywhere.
    private func leadsThroughLink(_ path: String) -> Bool {
        var folder = open(paths.folder.isEmpty ? "." : paths.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folder >= 0 { close(folder) } }
        for name in path.utf8.split(separator: UInt8(ascii: "/")) where folder >= 0 {
            let terminated = name.map { CChar(bitPattern: $0) } + [0]
            var status = stat()
            guard fstatat(folder, terminated, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
            if status.st_mode & S_IFMT == S_IFLNK { return true }
            let outer = folder
            // What became a link just now is not followed either.
            folder = openat(outer, terminated, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(outer)
        }
        return false
    }
}
