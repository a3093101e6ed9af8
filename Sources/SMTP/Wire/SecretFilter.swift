/// Finds replies in which a server echoes what must not be shown, at the price of a look at each octet.
struct SecretFilter: Sendable {
    /// Pieces of this many octets give a secret away (``Reply/hiding(_:)``).
    private static let pieceSize = 6

    private(set) var secrets: [[UInt8]] = []
    /// The pieces of all secrets, each in a number.
    private var pieces: Set<UInt64> = []
    /// Secrets that are shorter than a piece.
    private var hasShort = false

    mutating func add(_ more: [[UInt8]]) {
        for secret in more where !secret.isEmpty && !secrets.contains(secret) {
            secrets.append(secret)
            let text = secret.filter { $0 > 0x20 }
            if text.count < Self.pieceSize { hasShort = true }
            Self.eachPiece(of: text) { piece in
                pieces.insert(piece)
                return true
            }
        }
    }

    /// The reply with what belongs to a secret made unreadable.
    func hidden(_ reply: Reply, text: [UInt8]) -> Reply {
        guard !secrets.isEmpty else { return reply }
        var isSafe = !hasShort
        if isSafe {
            Self.eachPiece(of: text) { piece in
                isSafe = !pieces.contains(piece)
                return isSafe
            }
        }
        return isSafe ? reply : reply.hiding(secrets)
    }

    /// Goes through the pieces of a text, white space and line ends left out, for as long as `visit` says so.
    private static func eachPiece(of text: [UInt8], _ visit: (UInt64) -> Bool) {
        var piece: UInt64 = 0
        var count = 0
        for octet in text where octet > 0x20 {
            piece = (piece &<< 8 | UInt64(octet)) & 0xFFFF_FFFF_FFFF
            count += 1
            if count >= pieceSize, !visit(piece) { return }
        }
    }
}
