import Cryptography

/// A public key as DNS publishes it (RFC 6376 §3.6.1, RFC 8463 §4).
package struct DKIMRecord: Sendable {
    private let key: PublicKey
    /// Whether receivers are told that this domain is only testing (`t=y`).
    package let isTesting: Bool

    /// Reads what a file holds: the text of a TXT record, the line of a zone file with it, the quoted strings that
    /// `dig +short` prints, or the public key itself in PEM.
    ///
    /// - Throws: why no signature could be verified with it.
    package init(_ file: [UInt8]) throws(DKIMRecordFault) {
        if OctetSearch.holds(Array("-----BEGIN".utf8), in: file) {
            do {
                key = try PublicKey(pem: file)
            } catch {
                throw .key(error)
            }
            isTesting = false
            return
        }
        let tags: DKIMTags
        do {
            tags = try DKIMTags(Self.text(in: file))
        } catch {
            throw .notARecord
        }
        if let version = tags["v"], tags.first != "v" || version != Array("DKIM1".utf8) { throw .version }
        guard let text = tags["p"] else { throw .notARecord }
        guard !text.isEmpty else { throw .revoked }
        try Self.check(tags)
        guard let octets = Base64.decode(text) else { throw .malformedKey }
        key = try Self.key(octets, kind: tags["k"] ?? Array("rsa".utf8))
        isTesting = Self.list(tags["t"]).contains(Array("y".utf8))
    }

    /// What is quoted, joined, when something is; a zone file writes `\;` for `;` there.
    private static func text(in file: [UInt8]) -> [UInt8] {
        guard file.contains(UInt8(ascii: "\"")) else { return file }
        var text: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        for octet in file {
            if isEscaped {
                isEscaped = false
                if isQuoted { text.append(octet) }
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else if octet == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted {
                text.append(octet)
            }
        }
        return text
    }

    private static func check(_ tags: DKIMTags) throws(DKIMRecordFault) {
        if let hashes = tags["h"], !list(hashes).contains(Array("sha256".utf8)) { throw .hashNotAllowed }
        let services = list(tags["s"])
        guard services.isEmpty || services.contains(Array("*".utf8)) || services.contains(Array("email".utf8))
        else {
            throw .notForMail(String(decoding: tags["s"] ?? [], as: UTF8.self))
        }
    }

    private static func list(_ value: [UInt8]?) -> [[UInt8]] {
        (value ?? []).split(separator: UInt8(ascii: ":")).map(Array.init)
    }

    private static func key(_ octets: [UInt8], kind: [UInt8]) throws(DKIMRecordFault) -> PublicKey {
        let kind = String(decoding: kind, as: UTF8.self)
        do {
            switch kind {
            case "ed25519": return try PublicKey(ed25519: octets)
            case "rsa":
                if let key = try? PublicKey(subjectPublicKeyInfo: octets) {
                    guard key.kind == .rsa else { throw DKIMRecordFault.malformedKey }
                    return key
                }
                return try PublicKey(rsaPublicKey: octets)
            default: throw DKIMRecordFault.unknownKind(kind)
            }
        } catch let fault as DKIMRecordFault {
            throw fault
        } catch {
            throw .malformedKey
        }
    }

    /// Makes sure that signatures by the private half of `other` can be verified with this record.
    package func compare(with other: PublicKey) throws(DKIMRecordFault) {
        guard key.kind == other.kind else { throw .wrongKind(record: key.kind, key: other.kind) }
        guard key.subjectPublicKeyInfo == other.subjectPublicKeyInfo else { throw .differs }
    }

    /// The text of the TXT record to publish for `key`.
    package static func text(for key: PublicKey) -> [UInt8] {
        var text = Array("v=DKIM1; k=\(key.kind == .rsa ? "rsa" : "ed25519"); p=".utf8)
        text += Base64.encode(key.dkimOctets)
        return text
    }
}

/// Why receivers could not verify our signatures with what is published.
package enum DKIMRecordFault: Error, Equatable, Sendable {
    /// There are no tags, or `p=` is missing.
    case notARecord
    /// `v=` is not DKIM1, or does not stand first.
    case version
    /// `p=` is empty: the key was taken back.
    case revoked
    /// `k=` is none that is known.
    case unknownKind(String)
    /// `p=` is no base64, or no key of its kind.
    case malformedKey
    /// `h=` does not allow SHA-256.
    case hashNotAllowed
    /// `s=` is for other services.
    case notForMail(String)
    case wrongKind(record: KeyKind, key: KeyKind)
    /// A sound key, but another one.
    case differs
    /// The file holds PEM, but no public key.
    case key(KeyFault)
}
