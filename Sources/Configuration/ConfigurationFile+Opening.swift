import Glibc

extension ConfigurationFile {
    /// Larger files are taken for a mistake.
    package static let sizeLimit = 1 << 20

    /// Reads the file at `path`.
    ///
    /// - Parameters:
    ///   - home: what `~/` stands for.
    /// - Returns: nil when there is none.
    /// - Throws: ``ConfigurationFaults`` with everything that is wrong with it.
    package static func read(
        _ path: String, standing: Standing, vocabulary: Vocabulary, home: String?
    ) throws(ConfigurationFaults) -> ConfigurationFile? {
        func fault(_ problem: ConfigurationFault.Problem) -> ConfigurationFaults {
            ConfigurationFaults([.init(place: .file(path: path, line: 1, column: 1), problem: problem)])
        }
        // A FIFO that nobody writes is empty, and nothing waits for it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            if standing != .named, errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault(.unreadable(code: errno))
        }
        defer { close(descriptor) }
        // The open file is asked, not its name, which could mean another one by now.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault(.unreadable(code: errno)) }
        if standing == .found {
            // Whoever can lay a file into a shared folder could send somebody else's mail elsewhere.
            guard [geteuid(), 0].contains(status.st_uid) else { throw fault(.belongsToOthers) }
            guard status.st_mode & S_IWOTH == 0 else { throw fault(.writableByOthers) }
        }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while octets.count <= sizeLimit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(.unreadable(code: errno)) }
            guard count > 0 else {
                return try ConfigurationFile(
                    parsing: octets, path: path, standing: standing, vocabulary: vocabulary, home: home)
            }
            octets += chunk[..<count]
        }
        throw fault(.tooLarge(limit: sizeLimit))
    }
}
