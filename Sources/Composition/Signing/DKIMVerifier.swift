import Cryptography

/// Verifies the DKIM signatures of a finished message (RFC 6376 §6.1).
///
/// It shares no code with the signer beneath the level of OpenSSL: it reads the message from its octets, line by
/// line, and brings it into canonical form in the plainest way, so that a mistake in one shows in the other.
package enum DKIMVerifier {
    /// Verifies every signature of `message`.
    ///
    /// - Parameter key: the public key for a selector and a domain; nil when there is none.
    /// - Returns: how many signatures there are.
    /// - Throws: what is wrong with the first that does not hold, or that there is none.
    @discardableResult
    package static func verify(
        _ message: [UInt8], key: (_ selector: [UInt8], _ domain: [UInt8]) -> PublicKey?
    ) throws(DKIMVerificationFault) -> Int {
        let text = try MessageLines(message)
        var count = 0
        for index in text.fields.indices where text.fields[index].name == Array("dkim-signature".utf8) {
            let signature = try DKIMSignature(text.fields[index].octets)
            guard let key = key(signature.selector, signature.domain) else { throw .noKey }
            try verify(signature, in: text, with: key)
            count += 1
        }
        guard count > 0 else { throw .noSignature }
        return count
    }

    private static func verify(
        _ signature: DKIMSignature, in text: MessageLines, with key: PublicKey
    ) throws(DKIMVerificationFault) {
        guard key.kind == signature.kind else { throw .wrongKeyKind }
        guard SHA256.digest(of: text.canonicalBody(signature.canonicalizations.body)) == signature.bodyHash
        else {
            throw .bodyHashDiffers
        }
        guard key.verifies(signature.signature, of: digest(of: text, for: signature)) else {
            throw .signatureDiffers
        }
    }

    /// The SHA-256 of the header as the signature covers it (§3.7): what the key signed.
    static func digest(of text: MessageLines, for signature: DKIMSignature) -> [UInt8] {
        let isRelaxed = signature.canonicalizations.header == .relaxed
        var left = text.fields
        var signed: [UInt8] = []
        for name in signature.signedNames {
            // From the bottom up, each field once (§5.4.2); a name with no field left stands for nothing.
            guard let index = left.lastIndex(where: { $0.name == name }) else { continue }
            let field = left.remove(at: index)
            signed += isRelaxed ? MessageLines.relaxed(field.octets) : field.octets
            signed += [0x0D, 0x0A]
        }
        let own = signature.fieldWithoutSignature
        signed += isRelaxed ? MessageLines.relaxed(own) : own
        return SHA256.digest(of: signed)
    }
}

/// What is wrong with a signature, or with reading it.
package enum DKIMVerificationFault: Error, Equatable, Sendable {
    /// The message is not made of lines with a header.
    case malformedMessage
    case noSignature
    /// A tag is missing, malformed, there twice, or has a value that is not allowed.
    case malformedTag(String)
    /// `From` is not among the signed fields (RFC 6376 §5.4).
    case fromNotSigned
    case noKey
    case wrongKeyKind
    case bodyHashDiffers
    case signatureDiffers
}
