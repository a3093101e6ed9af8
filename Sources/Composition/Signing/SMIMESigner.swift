import Cryptography

/// Wraps the content of a finished message in a multipart/signed (RFC 8551 §3.5.3, RFC 1847).
///
/// What is signed is everything the content's headers and its body are, to the octet; so the content is copied into one
/// piece, static attachments with it.
package final class SMIMESigner: Sendable {
    private let signer: CMSSigner
    /// The certificate's addresses, ASCII letters in lower case.
    private let addresses: Set<[UInt8]>

    package init(_ signer: CMSSigner) {
        self.signer = signer
        addresses = Set(signer.addresses.map { $0.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } })
    }

    /// Makes sure that readers will find the author's address in the certificate (RFC 8550 §3).
    ///
    /// A certificate without any address says nothing of that kind, and is left to its reader.
    package func check(_ message: Message) throws(SigningFault) {
        guard let author = message.author else { throw .malformedMessage }
        guard addresses.isEmpty || addresses.contains(author.folded) else {
            throw .notInCertificate(
                author: String(decoding: author.octets, as: UTF8.self), addresses: signer.addresses)
        }
    }

    /// Replaces the content by a multipart with it and its signature.
    ///
    /// - Parameter date: the signing time, unix seconds.
    package func sign(_ message: inout Message, date: Int64) throws(SigningFault) {
        guard message.contentStart > 0, message.contentStart < message.octets.count else {
            throw .malformedMessage
        }
        let content = Self.content(of: message)
        let signature: [UInt8]
        do {
            signature = try signer.sign(content, at: date)
        } catch {
            throw .cryptography(error)
        }
        message.octets.removeLast(message.octets.count - message.contentStart)
        message.shared.removeAll(keepingCapacity: true)
        Self.append(content, signature, to: &message.octets)
    }

    private static func content(of message: Message) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(message.size - message.contentStart)
        message.forEachStretch(from: message.contentStart) { stretch in
            switch stretch {
            case .own(let octets): content += octets
            case .shared(let blob): content += blob.octets
            }
        }
        return content
    }

    private static func append(_ content: [UInt8], _ signature: [UInt8], to output: inout [UInt8]) {
        // A boundary that depends on all of the content cannot occur in it, unless SHA-256 is broken.
        var boundary = Array("=_signed_".utf8)
        for octet in SHA256.digest(of: content).prefix(16) {
            boundary.append(Hexadecimal.digit(octet >> 4))
            boundary.append(Hexadecimal.digit(octet & 15))
        }
        output.append(
            "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n micalg=sha-256; boundary=\""
        )
        output.append(contentsOf: boundary)
        output.append("\"\r\n\r\n--")
        output.append(contentsOf: boundary)
        output.append("\r\n")
        output.append(contentsOf: content)
        // This CR LF belongs to the delimiter, not to what is signed (RFC 2046 §5.1.1).
        output.append("\r\n--")
        output.append(contentsOf: boundary)
        output.append("\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n")
        output.append("Content-Transfer-Encoding: base64\r\n")
        output.append("Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n")
        Base64Lines.append(signature[...], to: &output)
        output.append("\r\n--")
        output.append(contentsOf: boundary)
        output.append("--\r\n")
    }

    /// Verifies the signature of a finished message, read back from its octets.
    ///
    /// - Throws: `SigningFault.unverifiableSMIME`.
    package func verify(_ message: [UInt8]) throws(SigningFault) {
        guard let (content, signature) = SignedParts.read(message), signer.verifies(signature, of: content)
        else {
            throw .unverifiableSMIME
        }
    }
}
