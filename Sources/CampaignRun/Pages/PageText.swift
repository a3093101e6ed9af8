import SMTP

/// Text on its way into an HTML page of ours: cells, replies and paths are shown, never obeyed.
package enum PageText {
    /// `text` for between tags and between quotes: `& < > " '` escaped, and what steers terminals, editors or the
    /// direction of writing made visible as `\u{1b}`.
    ///
    /// TAB and LF stay. Goes by scalar: as a `Character`, `"` with U+0301 after it would not be `"`.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + text.utf8.count / 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case _ where Printable.isSteering(scalar):
                escaped += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The same for octets that should be UTF-8; what is not becomes U+FFFD.
    package static func escape(_ octets: some Collection<UInt8>) -> String {
        escape(String(decoding: octets, as: UTF8.self))
    }

    /// A whole document for an attribute between double quotes: it comes out as it went in.
    package static func attribute(holding document: some Collection<UInt8>) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(document.count + document.count / 8)
        for octet in document {
            switch octet {
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            default: escaped.append(octet)
            }
        }
        return escaped
    }

    /// A size for people: `812 octets`, `12 kB`, `3.4 MB`, thousands of 1000.
    package static func amount(ofOctets count: Int) -> String {
        switch count {
        case 1: "1 octet"
        case ..<10_000: "\(count) octets"
        case ..<1_000_000: "\((count + 500) / 1000) kB"
        default: "\((count + 50_000) / 1_000_000).\((count + 50_000) % 1_000_000 / 100_000) MB"
        }
    }
}
