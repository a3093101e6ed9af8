import Composition

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
    /// - Throws: ``KeyFileFault``, ``UnsubscribeKeyFault``, or `CryptographyFault`.
    package init(path: String) throws {
        var octets = try KeyFile.read(path, isSecret: true)
        guard octets.count <= Self.largest else {
            throw KeyFileFault(path: path, problem: .tooLarge(limit: Self.largest))
        }
        while let last = octets.last, last == 0x0A || last == 0x0D { octets.removeLast() }
        do {
            key = try UnsubscribeKey(octets)
        } catch {
            throw UnsubscribeKeyFault.tooShort(path: path, octets: error.octets)
        }
        self.path = AbsolutePath.of(path)
        mark = try key.mark()
    }
}

/// Why a file gives no key for unsubscribe tokens.
package enum UnsubscribeKeyFault: Error, Equatable, Sendable {
    case tooShort(path: String, octets: Int)
    /// Not the key that the campaign began with: links in messages sent already would differ from those to come.
    case changed(path: String)
}
