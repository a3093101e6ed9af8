import Cryptography

/// Makes hashes of the entries of suppression lists.
package struct SuppressionHashing {
    private let salt: [UInt8]

    /// - Parameter salt: nil for a new one.
    /// - Throws: `CryptographyFault` without random octets.
    package init(salt: SuppressionSalt?) throws(CryptographyFault) {
        if let salt {
            self.salt = salt.octets
        } else {
            self.salt = try SecureRandom.octets(SuppressionHash.saltSize)
        }
    }

    /// Gives a line for each entry of the file at `path`; hashes stay what they are.
    ///
    /// - Throws: ``SuppressionFaults``, ``FileFault``, ``FaultInList``.
    package func run(_ path: String, _ write: (String) throws -> Void) throws {
        var file = SuppressionFile(try ListFile(path: path))
        _ = try file.read { entry in
            switch entry {
            case .key(let key): try write(SuppressionHash(of: key, salt: salt).text)
            case .hash(let salt, let digest):
                try write(SuppressionHash(salt: salt, digest: digest).text)
            }
        }
    }
}

/// The salt of an earlier list.
package struct SuppressionSalt: Sendable {
    let octets: [UInt8]

    /// - Parameter text: 32 lower-case hexadecimal digits.
    package init?(parsing text: String) {
        guard let octets = [UInt8](hexadecimal: text), octets.count == SuppressionHash.saltSize else {
            return nil
        }
        self.octets = octets
    }
}
