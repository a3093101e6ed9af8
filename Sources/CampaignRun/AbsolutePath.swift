import Glibc

enum AbsolutePath {
    /// The path from the root on, so that it means the same from any folder; `-` stays.
    static func of(_ path: String) -> String {
        guard path != "-", path.utf8.first != UInt8(ascii: "/"), let folder = getcwd(nil, 0) else {
            return path
        }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
