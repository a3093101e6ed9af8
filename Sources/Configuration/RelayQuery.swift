/// The options that stand in a relay's URL, read only as far as they say where a secret is.
struct RelayQuery {
    private let items: [(name: String, value: String)]

    init(of url: String) {
        let separators = [UInt8(ascii: "?"), UInt8(ascii: "&")]
        items = url.utf8.split(whereSeparator: separators.contains).dropFirst().map { item in
            let name = item.prefix { $0 != UInt8(ascii: "=") }
            return (
                String(decoding: Array(name), as: UTF8.self), Self.decoded(item.dropFirst(name.count + 1))
            )
        }
    }

    /// Whether a command, a variable or a file is named that holds a secret.
    var saysOfSecrets: Bool {
        items.contains { item in
            ["-command", "password-env", "password-file", "client-key"].contains(where: item.name.hasSuffix)
        }
    }

    /// The variables that hold a secret.
    var variables: [String] { items.filter { $0.name.hasSuffix("-env") }.map(\.value) }

    private static let fileOptions = ["password-file", "client-certificate", "client-key", "ca-file"]

    /// The URL with other paths for the files that its options name.
    static func replacingPaths(in url: String, with path: (String) -> String) -> String {
        let octets = Array(url.utf8)
        guard let mark = octets.firstIndex(of: UInt8(ascii: "?")) else { return url }
        let items = octets[(mark + 1)...].split(
            separator: UInt8(ascii: "&"), omittingEmptySubsequences: false
        ).map { item -> String in
            let text = String(decoding: item, as: UTF8.self)
            guard let name = fileOptions.first(where: { text.utf8.starts(with: "\($0)=".utf8) }) else {
                return text
            }
            return "\(name)=" + encoded(path(decoded(text.utf8.dropFirst(name.utf8.count + 1))))
        }
        return String(decoding: octets[...mark], as: UTF8.self) + items.joined(separator: "&")
    }

    /// With `%XX` for what may mean something else in a query (RFC 3986 §2.1).
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Array("/-._~".utf8)
        let octets = text.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                [octet]
            case _ where plain.contains(octet): [octet]
            default: [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// With what `%XX` stands for (RFC 3986 §2.1).
    private static func decoded(_ text: Substring.UTF8View) -> String {
        var octets: [UInt8] = []
        var rest = text
        while let octet = rest.popFirst() {
            let digits = String(decoding: Array(rest.prefix(2)), as: UTF8.self)
            guard octet == UInt8(ascii: "%"), let decoded = UInt8(digits, radix: 16) else {
                octets.append(octet)
                continue
            }
            octets.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(decoding: octets, as: UTF8.self)
    }
}

extension Vocabulary {
    /// The variables that a relay's URL names for secrets.
    package static func secretVariables(inURL url: String) -> [String] { RelayQuery(of: url).variables }
}
