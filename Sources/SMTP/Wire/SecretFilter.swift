/// Finds in a text what the server must have from us and nobody is to read, at the price of a look at each octet.
///
/// Every stretch of six octets or more that a secret has too gives it away, and a shorter secret as a whole. White space
/// and line ends do not count: a server may echo what it got over several lines, or in pieces.
package struct SecretFilter: Sendable {
    private static let pieceSize = 6

    private var secrets: Set<[UInt8]> = []
    /// Pieces of this size of all secrets, each in a number.
    private var pieces: Set<UInt64> = []
    /// Secrets that are shorter than a piece.
    private var shortSecrets: [Short] = []

    private struct Short {
        let count: Int
        let number: UInt64

        /// The octets of a piece that count.
        var mask: UInt64 { 1 &<< UInt64(8 * count) &- 1 }
    }

    package init(_ secrets: [[UInt8]] = []) {
        add(secrets)
    }

    package mutating func add(_ more: [[UInt8]]) {
        for secret in more where secrets.insert(secret).inserted {
            let count = secret.count { $0 > 0x20 }
            Self.eachPiece(of: secret) { piece, end in
                if end.count >= Self.pieceSize {
                    pieces.insert(piece)
                } else if end.count == count {
                    shortSecrets.append(Short(count: count, number: piece))
                }
                return true
            }
        }
    }

    /// The text with what belongs to a secret made unreadable.
    package func hidden(_ text: [UInt8]) -> [UInt8] {
        guard holdsSecrets(text) else { return text }
        var isHidden = [Bool](repeating: false, count: text.count)
        Self.eachPiece(of: text) { piece, end in
            hide(secretLength(in: piece, of: end.count), endingAt: end.place, in: text, &isHidden)
            return true
        }
        var shown: [UInt8] = []
        for (place, octet) in text.enumerated() {
            if !isHidden[place] {
                shown.append(octet)
            } else if place == 0 || !isHidden[place - 1] {
                shown += Array("***".utf8)
            }
        }
        return shown
    }

    private func holdsSecrets(_ text: [UInt8]) -> Bool {
        guard !secrets.isEmpty else { return false }
        var isSafe = true
        Self.eachPiece(of: text) { piece, end in
            isSafe = secretLength(in: piece, of: end.count) == 0
            return isSafe
        }
        return !isSafe
    }

    /// How many of the last octets belong to a secret; 0 for none.
    private func secretLength(in piece: UInt64, of count: Int) -> Int {
        if count >= Self.pieceSize, pieces.contains(piece) { return Self.pieceSize }
        var longest = 0
        for short in shortSecrets where count >= short.count && piece & short.mask == short.number {
            longest = max(longest, short.count)
        }
        return longest
    }

    /// Hides so many octets that count, the last of them at `end`.
    private func hide(_ count: Int, endingAt end: Int, in text: [UInt8], _ isHidden: inout [Bool]) {
        var (place, left) = (end, count)
        while left > 0, place >= 0 {
            if text[place] > 0x20 {
                isHidden[place] = true
                left -= 1
            }
            place -= 1
        }
    }

    /// Goes through the octets of a text, for as long as `visit` says so: the last six that count with each, or as many as
    /// there are, where the last of them stands, and how many there were in all.
    private static func eachPiece(
        of text: [UInt8], _ visit: (_ piece: UInt64, _ end: (place: Int, count: Int)) -> Bool
    ) {
        var piece: UInt64 = 0
        var count = 0
        for (place, octet) in text.enumerated() where octet > 0x20 {
            piece = (piece &<< 8 | UInt64(octet)) & 0xFFFF_FFFF_FFFF
            count += 1
            if !visit(piece, (place, count)) { return }
        }
    }
}
