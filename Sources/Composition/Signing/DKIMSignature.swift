import Cryptography

/// A DKIM-Signature field as it was read (RFC 6376 §3.5).
struct DKIMSignature: Sendable {
    let kind: KeyKind
    let canonicalizations: DKIMCanonicalizations
    let domain: [UInt8]
    let selector: [UInt8]
    /// In lower case, in the order of `h=`.
    let signedNames: [[UInt8]]
    let bodyHash: [UInt8]
    let signature: [UInt8]
    /// The field with nothing behind `b=`, without its line end.
    let fieldWithoutSignature: [UInt8]

    /// - Parameter field: without its line end.
    init(_ field: [UInt8]) throws(DKIMVerificationFault) {
        let tags: DKIMTags
        do {
            tags = try DKIMTags(Array(field.drop { $0 != UInt8(ascii: ":") }.dropFirst()))
        } catch {
            throw .malformedTag(error.name)
        }
        func required(_ name: String) throws(DKIMVerificationFault) -> [UInt8] {
            guard let value = tags[name], !value.isEmpty else { throw .malformedTag(name) }
            return value
        }
        guard try required("v") == Array("1".utf8) else { throw .malformedTag("v") }
        // A body signed in part can be added to; we do not make such signatures.
        guard tags["l"] == nil else { throw .malformedTag("l") }
        switch String(decoding: try required("a"), as: UTF8.self) {
        case "rsa-sha256": kind = .rsa
        case "ed25519-sha256": kind = .ed25519
        default: throw .malformedTag("a")
        }
        canonicalizations = try Self.canonicalizations(tags["c"])
        domain = try required("d")
        selector = try required("s")
        signedNames = try required("h").split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { $0.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }
        guard signedNames.contains(Array("from".utf8)) else { throw .fromNotSigned }
        guard let bodyHash = Base64.decode(try required("bh")) else { throw .malformedTag("bh") }
        guard let signature = Base64.decode(try required("b")) else { throw .malformedTag("b") }
        self.bodyHash = bodyHash
        self.signature = signature
        fieldWithoutSignature = Self.emptying(field)
        try Self.checkTimes(tags)
    }

    /// One word is for the header, and leaves the body simple (§3.5).
    private static func canonicalizations(
        _ value: [UInt8]?
    ) throws(DKIMVerificationFault) -> DKIMCanonicalizations {
        let text = String(decoding: value ?? Array("simple/simple".utf8), as: UTF8.self)
        let isPair = text.utf8.contains(UInt8(ascii: "/"))
        guard let found = DKIMCanonicalizations(isPair ? text : text + "/simple") else {
            throw .malformedTag("c")
        }
        return found
    }

    private static func checkTimes(_ tags: DKIMTags) throws(DKIMVerificationFault) {
        func time(_ name: String) throws(DKIMVerificationFault) -> Int64? {
            guard let value = tags[name] else { return nil }
            guard let time = Int64(String(decoding: value, as: UTF8.self)), time >= 0 else {
                throw .malformedTag(name)
            }
            return time
        }
        let made = try time("t")
        if let end = try time("x"), let made, end <= made { throw .malformedTag("x") }
    }

    /// The field with what stands between the `=` of `b` and the next `;` taken out (§3.7).
    private static func emptying(_ field: [UInt8]) -> [UInt8] {
        var parts = field.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(
            Array.init)
        for index in parts.indices {
            guard let equals = parts[index].firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = parts[index][..<equals].filter { $0 > 0x20 }
            // The first part begins with the field's own name.
            guard name == Array("b".utf8) || name == Array("DKIM-Signature:b".utf8) else { continue }
            parts[index].removeSubrange((equals + 1)...)
        }
        return Array(parts.joined(separator: [UInt8(ascii: ";")]))
    }
}
