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
