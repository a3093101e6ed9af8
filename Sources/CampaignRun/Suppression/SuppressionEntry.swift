import Composition
import Cryptography

/// One line of a suppression list: whom nothing is sent to.
enum SuppressionEntry: Equatable {
    /// An address, or a domain as ``SuppressionKeys`` has it.
    case key([UInt8])
    /// The digest of such a key, made with this salt.
    case hash(salt: [UInt8], digest: [UInt8])

    /// Reads what must be one address, domain or hash and nothing else.
    ///
    /// - Throws: ``SuppressionFaults/Problem``.
    init(parsing text: ArraySlice<UInt8>) throws(SuppressionFaults.Problem) {
        if text.starts(with: SuppressionHash.opening) {
            guard let hash = SuppressionHash(parsing: text) else { throw .malformedHash }
            self = .hash(salt: hash.salt, digest: hash.digest)
            return
        }
        guard text.contains(UInt8(ascii: "@")) else { throw .noAtSign }
        guard text.first == UInt8(ascii: "@") else {
            self = .key(SuppressionKeys.key(of: try Self.address(text)))
            return
        }
        // A domain is whatever may stand behind the @ of an address.
        let domain = text.dropFirst()
        let isAbove = domain.first == UInt8(ascii: ".")
        let address = try Self.address(
            [UInt8(ascii: "a"), UInt8(ascii: "@")] + (isAbove ? domain.dropFirst() : domain))
        let key = SuppressionKeys.key(of: address).dropFirst()
        self = .key(isAbove ? Array("@.".utf8) + key.dropFirst() : Array(key))
    }

    private static func address(_ text: ArraySlice<UInt8>) throws(SuppressionFaults.Problem) -> EmailAddress {
        do {
            return try EmailAddress(parsing: text)
        } catch {
            throw .address(error)
        }
    }
}

/// What an address is looked up by: itself, its domain, and every domain above that.
enum SuppressionKeys {
    /// The local part with ASCII letters in lower case, as for duplicates, and the domain as the DNS knows it.
    static func key(of address: EmailAddress) -> [UInt8] {
        (address.localPart + [UInt8(ascii: "@")] + address.asciiDomain).map {
            0x41...0x5A ~= $0 ? $0 | 0x20 : $0
        }
    }

    /// `user@mail.example.com`, `@mail.example.com`, `@.example.com`, `@.com`; the first is the address.
    static func all(of address: EmailAddress) -> [[UInt8]] {
        let key = key(of: address)
        let domain = key[(address.localPart.count + 1)...]
        var keys = [key, [UInt8(ascii: "@")] + domain]
        var rest = domain
        while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            rest = rest[(dot + 1)...]
            keys.append(Array("@.".utf8) + rest)
        }
        return keys
    }
}

/// A key that is not to be read by everybody: `sha256:SALT:DIGEST`, 32 and 64 hexadecimal digits.
package struct SuppressionHash: Equatable, Sendable {
    /// ``saltSize`` octets.
    let salt: [UInt8]
    let digest: [UInt8]

    static let opening = Array("sha256:".utf8)
    package static let saltSize = 16

    init(salt: [UInt8], digest: [UInt8]) {
        self.salt = salt
        self.digest = digest
    }

    init(of key: [UInt8], salt: [UInt8]) {
        self.salt = salt
        var digest = SHA256()
        digest.update(salt)
        digest.update(key)
        self.digest = digest.finish()
    }

    init?(parsing text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, let salt = Self.octets(parts[1], Self.saltSize),
            let digest = Self.octets(parts[2], SHA256.size)
        else { return nil }
        self.salt = salt
        self.digest = digest
    }

    private static func octets(_ digits: ArraySlice<UInt8>, _ count: Int) -> [UInt8]? {
        let octets = [UInt8](hexadecimal: String(decoding: digits, as: UTF8.self))
        return octets?.count == count ? octets : nil
    }

    var text: String {
        String(decoding: Self.opening, as: UTF8.self) + salt.hexadecimal + ":" + digest.hexadecimal
    }
}
