import Cryptography

/// Puts DKIM signatures (RFC 6376, RFC 8463) before a finished message, one for each key.
///
/// Immutable; all connections share it, each with a ``DKIMScratch`` of its own. Equal messages and dates give equal
/// signatures.
package final class DKIMSigner: Sendable {
    package struct Signatory: Sendable {
        package let identity: DKIMIdentity
        package let key: PrivateKey

        package init(identity: DKIMIdentity, key: PrivateKey) {
            self.identity = identity
            self.key = key
        }
    }

    package let signatories: [Signatory]
    let canonicalizations: DKIMCanonicalizations
    let lifetime: Int64?

    /// - Parameters:
    ///   - signatories: their signatures stand in this order.
    ///   - lifetime: seconds from the message's date to the signature's expiry (`x=`); nil for no end.
    package init(
        _ signatories: [Signatory],
        canonicalizations: DKIMCanonicalizations = DKIMCanonicalizations(header: .relaxed, body: .relaxed),
        lifetime: Int64? = nil
    ) {
        self.signatories = signatories
        self.canonicalizations = canonicalizations
        self.lifetime = lifetime
    }

    /// Makes sure that the signatures would be in the name of the message's author.
    package func check(_ message: Message) throws(SigningFault) {
        guard let author = message.author else { throw .malformedMessage }
        for signatory in signatories { _ = try signatory.identity.domain(for: author) }
    }

    /// Replaces the message's signatures.
    ///
    /// - Parameter date: unix seconds, as in the Date header.
    package func sign(
        _ message: inout Message, date: Int64, scratch: inout DKIMScratch
    ) throws(SigningFault) {
        message.signatures.removeAll(keepingCapacity: true)
        guard let author = message.author, scratch.fields.find(in: message.octets) else {
            throw .malformedMessage
        }
        let bodyHash = Base64.encode(hashBody(of: message, scratch: &scratch))
        let headerHash = hashHeader(of: message.octets, scratch: &scratch)
        for signatory in signatories {
            let start = message.signatures.count
            appendTags(
                of: signatory, domain: try signatory.identity.domain(for: author), date: date,
                bodyHash: bodyHash, scratch: scratch, to: &message.signatures)
            scratch.canonical.removeAll(keepingCapacity: true)
            canonicalizations.header.append(message.signatures[start...], to: &scratch.canonical)
            var digest = headerHash
            digest.update(scratch.canonical)
            do {
                let signature = try signatory.key.sign(digest: digest.finish())
                Self.appendFolded(Base64.encode(signature), to: &message.signatures)
            } catch {
                throw .cryptography(error)
            }
            message.signatures.append("\r\n")
        }
    }

    private func hashBody(of message: Message, scratch: inout DKIMScratch) -> [UInt8] {
        let start = scratch.fields.bodyStart
        let first = max(start, message.shared.first?.offset ?? message.octets.count)
        var hash = scratch.stem.hash(message.octets[start..<first], canonicalization: canonicalizations.body)
        message.forEachStretch(from: first) { stretch in
            switch stretch {
            case .own(let octets): hash.update(octets)
            case .shared(let blob): hash.update(blob)
            }
        }
        return hash.finish()
    }

    /// Hashes the fields that are signed, and lists their names for `h=`.
    private func hashHeader(of octets: [UInt8], scratch: inout DKIMScratch) -> SHA256 {
        scratch.canonical.removeAll(keepingCapacity: true)
        scratch.names.removeAll(keepingCapacity: true)
        var column = 3
        var canonical = scratch.canonical
        var names = scratch.names
        // Lent for the loop, so that neither is copied.
        scratch.canonical = []
        scratch.names = []
        scratch.fields.forEach { name, field in
            if !names.isEmpty { names.append(UInt8(ascii: ":")) }
            if column + name.count > 74 {
                names.append("\r\n ")
                column = 1
            }
            names.append(contentsOf: name)
            column += name.count + 1
            if let field { canonicalizations.header.append(octets[field], to: &canonical) }
        }
        var digest = SHA256()
        digest.update(canonical)
        swap(&scratch.canonical, &canonical)
        swap(&scratch.names, &names)
        return digest
    }

    /// The signature's field with an empty `b=`, which is what is signed; without its line end.
    private func appendTags(
        of signatory: Signatory, domain: [UInt8], date: Int64, bodyHash: [UInt8], scratch: DKIMScratch,
        to output: inout [UInt8]
    ) {
        output.append("DKIM-Signature: v=1; a=")
        output.append(signatory.key.kind == .rsa ? "rsa-sha256" : "ed25519-sha256")
        output.append("; c=")
        output.append(contentsOf: canonicalizations.name.utf8)
        output.append(";\r\n d=")
        output.append(contentsOf: domain)
        output.append("; s=")
        output.append(contentsOf: signatory.identity.selector)
        output.append(";\r\n t=")
        // The grammar has no sign; before 1970 there was no DKIM.
        output.append(contentsOf: String(max(0, date)).utf8)
        if let lifetime {
            output.append("; x=")
            output.append(
                contentsOf: String(max(0, date).addingReportingOverflow(lifetime).partialValue).utf8)
        }
        output.append(";\r\n h=")
        output.append(contentsOf: scratch.names)
        output.append(";\r\n bh=")
        output.append(contentsOf: bodyHash)
        output.append(";\r\n b=")
    }

    private static func appendFolded(_ text: [UInt8], to output: inout [UInt8]) {
        let width = 72
        for start in stride(from: 0, to: text.count, by: width) {
            if start > 0 { output.append("\r\n ") }
            output.append(contentsOf: text[start..<min(start + width, text.count)])
        }
    }
}

/// Buffers that signing one message after another uses again; each connection has its own.
package struct DKIMScratch: Sendable {
    var fields = SignedFields()
    var stem = BodyStem()
    var canonical: [UInt8] = []
    /// The value of `h=`, folded.
    var names: [UInt8] = []

    package init() {}
}
