/// How much a header or a body may change on its way without breaking the signature (RFC 6376 §3.4).
package enum DKIMCanonicalization: String, Equatable, Sendable {
    /// Nothing but empty lines at the end.
    case simple
    /// White space too, and the case of header names.
    case relaxed
}

/// The two of a signature, as its `c=` names them: `relaxed/simple`.
package struct DKIMCanonicalizations: Equatable, Sendable {
    package let header: DKIMCanonicalization
    package let body: DKIMCanonicalization

    package init(header: DKIMCanonicalization, body: DKIMCanonicalization) {
        self.header = header
        self.body = body
    }

    /// Reads `relaxed/simple`, or one word for both; nil for anything else.
    ///
    /// In a signature one word leaves the body simple (§3.5); nobody who writes it on a command line means that.
    package init?(_ text: String) {
        let words = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { DKIMCanonicalization(rawValue: String(decoding: Array($0), as: UTF8.self)) }
        guard let header = words.first ?? nil, let body = words.last ?? nil, words.count <= 2 else {
            return nil
        }
        self.init(header: header, body: body)
    }

    package var name: String { "\(header.rawValue)/\(body.rawValue)" }
}
