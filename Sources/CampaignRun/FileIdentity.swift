import Glibc

/// Which file a path leads to, by whatever name: its device and inode, or, of a file that is not there yet, those of
/// its folder and its name.
struct FileIdentity: Equatable {
    private let device: UInt
    private let inode: UInt
    /// Empty when the file itself is there.
    private let name: [UInt8]

    /// Nil for what is there and not a regular file, and when the folder is not there.
    init?(path: String) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            name = []
        } else {
            let octets = Array(path.utf8)
            let slash = octets.lastIndex(of: UInt8(ascii: "/"))
            let folder = slash.map { $0 == 0 ? "/" : String(decoding: octets[..<$0], as: UTF8.self) } ?? "."
            guard stat(folder, &status) == 0 else { return nil }
            name = Array(octets[(slash.map { $0 + 1 } ?? 0)...])
        }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
