import CSV
import Cryptography
import Glibc

/// The list as a stream of octets from a file or standard input, with the digest of what was read.
package final class ListFile {
    package let path: String
    private let descriptor: Int32
    private var digest = SHA256()
    /// Octets the file had when it was opened; nil when it is no regular file, which has no size.
    package let size: Int?
    /// Octets read so far.
    package private(set) var octetsRead = 0
    /// What a read failed with; the reader above only knows that it did.
    package private(set) var fault: FileFault?

    private static let chunkSize = 64 * 1024

    /// Opens `path`; `-` is standard input.
    package init(path: String) throws(FileFault) {
        self.path = path
        if path == "-" {
            descriptor = dup(STDIN_FILENO)
        } else {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
        size = Self.regularSize(of: descriptor)
    }

    /// Opens `path` if it is a regular file, and never waits for somebody to write into it.
    ///
    /// - Throws: ``FileFault``, with ESPIPE for a pipe, a device or a folder.
    init(regular path: String) throws(FileFault) {
        self.path = path
        // Opening a FIFO for reading waits for a writer; O_NONBLOCK does not, and means nothing to regular files.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFault(path: path, operation: .open, code: errno) }
        size = Self.regularSize(of: descriptor)
        guard size != nil else { throw FileFault(path: path, operation: .open, code: ESPIPE) }
    }

    deinit { close(descriptor) }

    /// Replaces `buffer` by the next octets; empty at the end.
    package func read(into buffer: inout [UInt8]) throws(FileFault) {
        var failure: Int32 = 0
        buffer = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { storage, count in
            var got: Int
            repeat {
                got = Glibc.read(descriptor, storage.baseAddress, Self.chunkSize)
            } while got < 0 && errno == EINTR
            if got < 0 { failure = errno }
            count = max(0, got)
        }
        guard failure == 0 else {
            let fault = FileFault(path: path, operation: .read, code: failure)
            self.fault = fault
            throw fault
        }
        octetsRead += buffer.count
        digest.update(buffer)
    }

    /// What a reader's error comes from: the file, when a read of it failed, else the list in it.
    func blame(_ error: any Error) -> any Error {
        if let fault { return fault }
        if let error = error as? ListFault { return FaultInList(path: path, fault: error) }
        return error
    }

    var absolutePath: String { AbsolutePath.of(path) }

    private static func regularSize(of descriptor: Int32) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// SHA-256 of everything read.
    package func finishDigest() -> [UInt8] { digest.finish() }
}

/// A fault of a list, and which list it is.
package struct FaultInList: Error, Equatable, Sendable {
    package let path: String
    package let fault: ListFault
}
