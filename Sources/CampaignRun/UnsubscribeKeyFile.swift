import Composition
import Glibc

/// The key for unsubscribe tokens, from a file that nobody else can read.
package struct UnsubscribeKeyFile: Equatable, Sendable {
    /// From the root on, so that it means the same from any folder.
    package let path: String
    package let key: UnsubscribeKey
    /// What tells this key from another.
    let mark: [UInt8]

    private static let largest = 4096

    /// Reads the file; line ends at its end are not of the key.
    ///
    /// - Throws: ``UnsubscribeKeyFault``, or `CryptographyFault`.
    package init(path: String) throws {
        let file: ListFile
        var octets: [UInt8] = []
        do {
            file = try ListFile(regular: path)
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw UnsubscribeKeyFault.file(FileFault(path: path, operation: .open, code: errno))
            }
            guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
                throw UnsubscribeKeyFault.readableByOthers(path: path)
            }
            var chunk: [UInt8] = []
            repeat {
                try file.read(into: &chunk)
                octets += chunk
            } while !chunk.isEmpty && octets.count <= Self.largest
        } catch let fault as FileFault {
            throw UnsubscribeKeyFault.file(fault)
        }
        guard octets.count <= Self.largest else { throw UnsubscribeKeyFault.tooLong(path: path) }
        while let last = octets.last, last == 0x0A || last == 0x0D { octets.removeLast() }
        do {
            key = try UnsubscribeKey(octets)
        } catch {
            throw UnsubscribeKeyFault.tooShort(path: path, octets: error.octets)
        }
        self.path = file.absolutePath
        mark = try key.mark()
    }
}

/// Why a file gives no key for unsubscribe tokens.
package enum UnsubscribeKeyFault: Error, Equatable, Sendable {
    case file(FileFault)
    case readableByOthers(path: String)
    case tooShort(path: String, octets: Int)
    case tooLong(path: String)
    /// Not the key that the campaign began with: links in messages sent already would differ from those to come.
    case changed(path: String)
}
