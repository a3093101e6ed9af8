import Glibc

/// Mails on the disk: a Maildir, a folder of files with one mail each, an mbox file or a single mail.
package struct Mailbox {
    private enum Form {
        case maildir
        case folder
        case mbox
        case mail
    }

    package let path: String
    private let form: Form

    /// Octets kept of one mail: what bounces say stands at their beginning.
    static let longestMail = 1 << 20

    /// Finds out what lies at `path`.
    ///
    /// - Throws: ``FileFault``, with ESPIPE for what is neither a folder nor a regular file.
    package init(path: String) throws(FileFault) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileFault(path: path, operation: .open, code: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            form = access(path + "/cur", F_OK) == 0 && access(path + "/new", F_OK) == 0 ? .maildir : .folder
        case S_IFREG:
            var start: [UInt8] = []
            try MailFile(path: path).read(into: &start)
            form = start.starts(with: MboxDivider.opening) ? .mbox : .mail
        default:
            throw FileFault(path: path, operation: .open, code: ESPIPE)
        }
    }

    /// Calls `body` with the place and the beginning of each mail, or with why one cannot be read.
    ///
    /// - Throws: ``FileFault`` when the mailbox itself cannot be read.
    func eachMail(
        _ body: (_ place: String, _ mail: Result<[UInt8], FileFault>) throws -> Void
    ) throws {
        switch form {
        case .maildir:
            // A mail that a mail program moves meanwhile goes from new to cur: it is seen, if not twice.
            for folder in ["new", "cur"] { try eachFile(in: path + "/" + folder, body) }
        case .folder: try eachFile(in: path, body)
        case .mail: try body(path, .success(MailFile(path: path).start()))
        case .mbox: try eachDivided(body)
        }
    }

    private func eachFile(
        in folder: String, _ body: (String, Result<[UInt8], FileFault>) throws -> Void
    ) throws {
        for name in try Self.names(in: folder) {
            // Names are octets; what cannot be shown as text can be opened all the same.
            let place = Array((folder + "/").utf8CString.dropLast()) + name
            let shown = String(decoding: place.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard let mail = Self.mail(at: place, shown: shown) else { continue }
            try body(shown, mail)
        }
    }

    /// Nil for what was moved meanwhile, or is no file.
    private static func mail(at place: [CChar], shown: String) -> Result<[UInt8], FileFault>? {
        do {
            return .success(try MailFile(place: place, shown: shown).start())
        } catch {
            // A socket is ENXIO.
            return [ENOENT, ESPIPE, ENXIO].contains(error.code) ? nil : .failure(error)
        }
    }

    /// Their octets, each with a NUL behind it, sorted.
    private static func names(in folder: String) throws(FileFault) -> [[CChar]] {
        guard let entries = opendir(folder) else {
            throw FileFault(path: folder, operation: .list, code: errno)
        }
        defer { closedir(entries) }
        var names: [[CChar]] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                octets.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
            }
            if name.first != CChar(bitPattern: UInt8(ascii: ".")) { names.append(name + [0]) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func eachDivided(_ body: (String, Result<[UInt8], FileFault>) throws -> Void) throws {
        let file = try MailFile(path: path)
        var divider = MboxDivider(longestMail: Self.longestMail)
        var number = 0
        let give = { (mail: [UInt8]) in
            number += 1
            try body("\(path) (mail \(number))", .success(mail))
        }
        var chunk: [UInt8] = []
        repeat {
            try file.read(into: &chunk)
            try divider.take(chunk, give)
        } while !chunk.isEmpty
        try divider.finish(give)
    }
}

/// A regular file with mail in it, read from its beginning.
private final class MailFile {
    private let path: String
    private let descriptor: Int32

    private static let chunkSize = 64 * 1024

    convenience init(path: String) throws(FileFault) {
        try self.init(place: Array(path.utf8CString), shown: path)
    }

    /// - Parameters:
    ///   - place: the path's octets with a NUL behind them.
    ///   - shown: the path in faults.
    init(place: [CChar], shown: String) throws(FileFault) {
        path = shown
        // O_NONBLOCK: opening a FIFO would wait for its writer.
        descriptor = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileFault(path: path, operation: .open, code: ESPIPE)
        }
    }

    deinit { close(descriptor) }

    /// Replaces `chunk` by the next octets; empty at the end.
    func read(into chunk: inout [UInt8]) throws(FileFault) {
        var failure: Int32 = 0
        chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { storage, count in
            var got: Int
            repeat {
                got = Glibc.read(descriptor, storage.baseAddress, Self.chunkSize)
            } while got < 0 && errno == EINTR
            if got < 0 { failure = errno }
            count = max(0, got)
        }
        guard failure == 0 else { throw FileFault(path: path, operation: .read, code: failure) }
    }

    /// As much of it as is kept of a mail.
    func start() throws(FileFault) -> [UInt8] {
        var octets: [UInt8] = []
        var chunk: [UInt8] = []
        repeat {
            try read(into: &chunk)
            octets += chunk.prefix(Mailbox.longestMail - octets.count)
        } while !chunk.isEmpty && octets.count < Mailbox.longestMail
        return octets
    }
}
