import Cryptography

/// The hash of a body in canonical form (RFC 6376 §3.4.3, §3.4.4), from octets that come in pieces.
///
/// Nothing is copied: stretches that are in canonical form already go into the digest as they are. Lines end in CR LF,
/// as all of ours do; a CR is taken for the beginning of one.
struct BodyHash: Sendable {
    private let canonicalization: DKIMCanonicalization
    private var digest = SHA256()
    /// Line ends that count only if something follows.
    private var lineEnds = 0
    /// White space, relaxed, that counts only if something follows in the same line.
    private var hasSpace = false
    private var hasContent = false

    private static let crlfs = (0..<64).map { $0 % 2 == 0 ? UInt8(0x0D) : 0x0A }
    private static let space: [UInt8] = [0x20]

    init(_ canonicalization: DKIMCanonicalization) {
        self.canonicalization = canonicalization
    }

    mutating func update(_ body: ArraySlice<UInt8>) {
        body.withUnsafeBytes { octets in
            var index = 0
            while index < octets.count {
                let end = endOfStretch(octets, from: index)
                if end > index {
                    writePending()
                    digest.update(body[(body.startIndex + index)..<(body.startIndex + end)])
                    index = end
                } else {
                    skip(octets[index])
                    index += 1
                }
            }
        }
    }

    /// What many messages share; most of it needs no second look.
    mutating func update(_ shared: SharedOctets) {
        guard shared.isCanonical else { return update(shared.octets[...]) }
        writePending()
        digest.update(shared.octets.dropLast(2))
        lineEnds = 1
    }

    /// The hash of what was given: 32 octets.
    func finish() -> [UInt8] {
        var last = digest
        // An empty body is nothing when relaxed, and one line end when simple.
        if hasContent || canonicalization == .simple { last.update(Self.crlfs[..<2]) }
        return last.finish()
    }

    /// Where the octets from `start` on cease to be in canonical form for certain.
    private func endOfStretch(_ body: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < body.count {
            let octet = body[index]
            if isContent(octet) {
                index &+= 1
            } else if octet == 0x20, index > start, index &+ 1 < body.count, isContent(body[index &+ 1]) {
                // One space between words, relaxed.
                index &+= 2
            } else if octet == 0x0D, index > start, index &+ 2 < body.count, body[index &+ 1] == 0x0A,
                isContent(body[index &+ 2])
            {
                index &+= 3
            } else {
                break
            }
        }
        return index
    }

    private func isContent(_ octet: UInt8) -> Bool {
        if octet > 0x20 { return true }
        switch octet {
        case 0x20, 0x09: return canonicalization == .simple
        case 0x0D, 0x0A: return false
        default: return true
        }
    }

    private mutating func skip(_ octet: UInt8) {
        switch octet {
        case 0x0A:
            lineEnds += 1
            hasSpace = false
        case 0x20, 0x09: hasSpace = true
        default: break
        }
    }

    private mutating func writePending() {
        hasContent = true
        while lineEnds > 0 {
            let count = min(lineEnds, Self.crlfs.count / 2)
            digest.update(Self.crlfs[..<(2 * count)])
            lineEnds -= count
        }
        if hasSpace { digest.update(Self.space) }
        hasSpace = false
    }
}
