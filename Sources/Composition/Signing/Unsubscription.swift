/// How recipients unsubscribe: what goes into List-Unsubscribe (RFC 2369, RFC 8058) and `{{ unsubscribe_url }}`.
package struct Unsubscription: Equatable, Sendable {
    /// The name by which a template shows the link.
    package static let variable = "unsubscribe_url"

    /// An https URL that takes the one-click POST of RFC 8058.
    package let web: MessagePattern?
    package let mail: MessagePattern?
    let key: UnsubscribeKey?

    /// - Parameters:
    ///   - urls: patterns, at most one that begins with `https:` and one with `mailto:`.
    ///   - key: nil when no pattern holds a token.
    package init(urls: [[UInt8]], key: UnsubscribeKey?) throws(PatternFault) {
        var web: MessagePattern?
        var mail: MessagePattern?
        for url in urls {
            let pattern = try MessagePattern(parsing: url, allowing: [.recipient, .row, .campaign, .token])
            if let octet = url.first(where: { $0 <= 0x20 || [0x22, 0x2C, 0x3C, 0x3E, 0x5C].contains($0) }) {
                throw .notInURL(octet)
            }
            let start = url.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
            if start.starts(with: "https://".utf8) {
                // The POST comes from the recipient's provider, with nothing but the URL to tell who is meant.
                guard pattern.holds(.token) else { throw .noToken }
                guard web == nil else { throw .repeatedScheme }
                web = pattern
            } else if start.starts(with: "mailto:".utf8) {
                guard mail == nil else { throw .repeatedScheme }
                mail = pattern
            } else {
                throw .scheme
            }
        }
        self.web = web
        self.mail = mail
        self.key = key
        if needsKey, key == nil { throw .noKey }
    }

    var needsKey: Bool { [web, mail].contains { $0?.holds(.token) == true } }
}
