/// Where a link leads, as far as a reader of plain text can use it.
struct LinkTarget {
    let octets: [UInt8]
    let isAddress: Bool

    /// Nil for what leads nowhere outside the HTML.
    init?(_ href: [UInt8]) {
        let trimmed = Array(
            href.filter { $0 > 0x20 || $0 == MaskedTemplate.opening || $0 == MaskedTemplate.closing })
        let scheme = Self.scheme(of: trimmed)
        switch scheme {
        case "javascript", "data", "cid", "tel", "sms": return nil
        case "mailto":
            let address = trimmed.dropFirst("mailto:".utf8.count).prefix { $0 != UInt8(ascii: "?") }
            guard !address.isEmpty else { return nil }
            octets = Array(address)
            isAddress = true
        default:
            guard let first = trimmed.first, first != UInt8(ascii: "#") else { return nil }
            octets = trimmed
            isAddress = false
        }
    }

    /// What stands before the first colon, in lower case; empty for a relative reference.
    static func scheme(of url: some Collection<UInt8>) -> String {
        let name = url.prefix {
            OctetSet.lettersAndDigits.contains($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
        }
        guard !name.isEmpty, url.dropFirst(name.count).first == UInt8(ascii: ":") else { return "" }
        return String(decoding: name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Whether the text of the link is its target already.
    func isSaid(by text: [UInt8]) -> Bool {
        Self.bare(text) == Self.bare(octets)
    }

    private static func bare(_ url: [UInt8]) -> [UInt8] {
        var rest = url[...]
        for scheme in ["https://", "http://"] where rest.starts(with: scheme.utf8) {
            rest = rest.dropFirst(scheme.utf8.count)
        }
        while rest.last == UInt8(ascii: "/") { rest.removeLast() }
        return Array(rest)
    }
}
