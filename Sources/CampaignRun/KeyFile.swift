import Composition
import Cryptography
import Glibc

/// Reads small files with keys, certificates and key records.
package enum KeyFile {
    /// Larger files are taken for a mistake.
    package static let sizeLimit = 1 << 20

    /// Whether nobody but the owner can get at a file: what every file with a secret in it has to be.
    package static func isPrivate(_ status: stat) -> Bool {
        status.st_mode & (S_IRWXG | S_IRWXO) == 0
    }

    /// - Parameter isSecret: whether a file that others can read is refused.
    /// - Throws: ``KeyFileFault``.
    static func read(_ path: String, isSecret: Bool) throws(KeyFileFault) -> [UInt8] {
        // A FIFO that nobody writes is empty, and nothing waits for it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw KeyFileFault(path: path, problem: .unreadable(code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        // The open file is asked, not its name, which could mean another one by now.
        guard fstat(descriptor, &status) == 0 else {
            throw KeyFileFault(path: path, problem: .unreadable(code: errno))
        }
        guard !isSecret || isPrivate(status) else {
            throw KeyFileFault(path: path, problem: .readableByOthers)
        }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while octets.count <= sizeLimit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw KeyFileFault(path: path, problem: .unreadable(code: errno)) }
            guard count > 0 else { return octets }
            octets += chunk[..<count]
        }
        throw KeyFileFault(path: path, problem: .tooLarge(limit: sizeLimit))
    }
}

/// A file with a key, a certificate or a key record cannot be used.
package struct KeyFileFault: Error, Equatable, Sendable {
    package enum Problem: Equatable, Sendable {
        case unreadable(code: Int32)
        /// A private key that others than its owner can read.
        case readableByOthers
        case tooLarge(limit: Int)
        case key(KeyFault)
        /// The key record is at fault; `keyFile` is the key it was compared with, if it came to that.
        case record(DKIMRecordFault, keyFile: String?)
        /// Another key, or another certificate, than the campaign began with.
        case changed
    }

    package let path: String
    package let problem: Problem
}
