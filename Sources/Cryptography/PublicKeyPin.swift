/// The SHA-256 of a public key (its SubjectPublicKeyInfo, RFC 7469 §2.4), which a server's certificate must have.
package struct PublicKeyPin: Hashable, Sendable, CustomStringConvertible {
    let digest: [UInt8]

    init(digest: [UInt8]) {
        self.digest = digest
    }

    /// Reads `sha256/BASE64`, and curl's `sha256//BASE64`; nil for anything else.
    package init?(parsing text: String) {
        let octets = Array(text.utf8)
        let start = Array("sha256/".utf8)
        guard octets.starts(with: start) else { return nil }
        let rest = octets.dropFirst(start.count)
        let isDoubled = rest.count == 45 && rest.first == UInt8(ascii: "/")
        guard let digest = Base64.decode(Array(isDoubled ? rest.dropFirst() : rest)),
            digest.count == SHA256.size
        else { return nil }
        self.digest = digest
    }

    package var description: String { "sha256/" + String(decoding: Base64.encode(digest), as: UTF8.self) }
}
