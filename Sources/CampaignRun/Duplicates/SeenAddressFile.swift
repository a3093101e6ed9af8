import Glibc

/// Addresses back to back in a file without a name among temporary files (`TMPDIR`): it is gone when the process is.
final class SeenAddressFile {
    /// Addresses in a page of 4 KiB.
    static let page = 4096 / MemoryLayout<SeenAddress>.stride

    /// Addresses written so far.
    private(set) var count = 0
    private let folder = TemporaryPlace.folder
    private let descriptor: Int32

    /// - Throws: ``FileFault``, as all of its functions.
    init() throws(FileFault) {
        // mkstemp(3) puts six letters in place of the XXXXXX, and makes the file with mode 0600.
        var template = Array((folder + "/merganser-XXXXXX").utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileFault(path: folder, operation: .create, code: errno) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    func append(_ addresses: [SeenAddress]) throws(FileFault) {
        let offset = count * MemoryLayout<SeenAddress>.stride
        let isDone = addresses.withUnsafeBytes { octets in
            Self.completes(octets.count) { done in
                pwrite(descriptor, octets.baseAddress.map { $0 + done }, octets.count - done, offset + done)
            }
        }
        guard isDone else { throw FileFault(path: folder, operation: .write, code: errno) }
        count += addresses.count
    }

    func read(_ range: Range<Int>) throws(FileFault) -> [SeenAddress] {
        var addresses = [SeenAddress](repeating: .none, count: range.count)
        let offset = range.lowerBound * MemoryLayout<SeenAddress>.stride
        let isDone = addresses.withUnsafeMutableBytes { octets in
            Self.completes(octets.count) { done in
                pread(descriptor, octets.baseAddress.map { $0 + done }, octets.count - done, offset + done)
            }
        }
        guard isDone else { throw FileFault(path: folder, operation: .read, code: errno) }
        return addresses
    }

    /// Goes on until all octets are moved; false when the system moves none.
    private static func completes(_ octets: Int, _ move: (_ done: Int) -> Int) -> Bool {
        var done = 0
        while done < octets {
            let moved = move(done)
            if moved < 0, errno == EINTR { continue }
            guard moved > 0 else { return false }
            done += moved
        }
        return true
    }
}
