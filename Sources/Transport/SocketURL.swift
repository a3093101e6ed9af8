/// `lmtp+unix:/path` or `smtp+unix:/path`: a Unix socket of this machine.
///
/// The path is taken as it stands, up to a `?`; nothing in it is percent-decoded.
struct SocketURL: Equatable {
    /// What SwiftNIO takes; `sun_path` would hold four more on Linux (unix(7)).
    private static let longestPath = 103

    let path: String
    let isLMTP: Bool
    /// Whether `?tls=none` was written, which lets a password cross without TLS.
    let isInClearByRequest: Bool

    /// Nil when `url` has another scheme.
    init?(parsing url: String) throws(RelayAddressFault) {
        let octets = Array(url.utf8)
        guard let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        switch String(decoding: octets[..<colon], as: UTF8.self).lowercased() {
        case "lmtp+unix": isLMTP = true
        case "smtp+unix": isLMTP = false
        default: return nil
        }
        guard octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .notPrintable(url) }
        var rest = octets[(colon + 1)...]
        var query: ArraySlice<UInt8>?
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        // An authority, which is empty, may stand before the path (RFC 8089 §2).
        if rest.starts(with: "///".utf8) { rest = rest.dropFirst(2) }
        guard rest.first == UInt8(ascii: "/"), rest.count > 1, rest.count <= Self.longestPath,
            !rest.starts(with: "//".utf8)
        else { throw .malformedSocketPath(url) }
        path = String(decoding: rest, as: UTF8.self)
        isInClearByRequest = query?.elementsEqual("tls=none".utf8) == true
        // Whoever can read the socket's traffic can read this process's memory.
        if let query, !isInClearByRequest {
            throw .unknownQuery(String(decoding: query, as: UTF8.self))
        }
    }
}
