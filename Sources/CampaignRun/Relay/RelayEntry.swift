import Transport

/// One relay as `--relay` names it: its URL, its share of the messages, and the options that go for it alone.
///
/// They stand in the URL's query, `smtps://b.example?weight=3&username=news@b.example&password-file=b.password`, under
/// the names that the options for all relays have; `%XX` stands for an octet.
package struct RelayEntry: Equatable, Sendable {
    package let address: RelayAddress
    /// Messages for each one that a relay of weight 1 gets; 1...1000.
    package let weight: Int
    /// Connections at the most, 1...256; nil for as many as all get.
    package let connections: Int?
    /// Options in the place of those for all relays; none is empty.
    package let options: [RelayOption: [String]]
    /// What the campaign file keeps: who we are there, not where the secret comes from.
    package let stored: String

    /// The most that a run may have.
    package static let most = 16
    package static let heaviest = 1000
    package static let mostConnections = 256

    /// The URL as far as it says which relay it is, for reports and the ledger; two accounts at one relay differ.
    package let name: String

    /// - Throws: ``RelayEntryFault``, `RelayAddressFault`.
    package init(parsing text: String) throws {
        let octets = Array(text.utf8)
        let mark = octets.firstIndex(of: UInt8(ascii: "?"))
        let items =
            mark.map {
                octets[($0 + 1)...].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            } ?? []
        // Before anything that would quote the URL, and with it a password that has a `?` in it.
        guard !items.contains(where: { $0.contains(UInt8(ascii: "@")) && RelayOption(of: $0) == nil }) else {
            throw RelayAddressFault.userInformation
        }
        var (weight, connections): (Int?, Int?)
        var options: [RelayOption: [String]] = [:]
        var others: [String] = []
        for item in items {
            let name = Self.name(of: item)
            let value = item.dropFirst(name.utf8.count + 1)
            if let option = RelayOption(of: item) {
                guard options[option] == nil || option == .pin else { throw RelayEntryFault.givenTwice(name) }
                options[option, default: []].append(try Self.decoded(value, name: name))
                continue
            }
            switch name {
            case "weight":
                weight = try Self.number(value, name: name, atMost: Self.heaviest, replacing: weight)
            case "connections":
                connections = try Self.number(
                    value, name: name, atMost: Self.mostConnections, replacing: connections)
            case "tls":
                others.append(String(decoding: item, as: UTF8.self))
            default:
                // The name alone: a value could be a secret.
                throw RelayEntryFault.unknownOption(name)
            }
        }
        let base = String(decoding: octets[..<(mark ?? octets.endIndex)], as: UTF8.self)
        func url(_ items: [String]) -> String {
            items.isEmpty ? base : base + "?" + items.joined(separator: "&")
        }
        address = try RelayAddress(parsing: url(others))
        self.weight = weight ?? 1
        self.connections = connections
        self.options = options
        let account = options[.username]?.first.map { ["username=" + Self.encoded($0)] } ?? []
        name = url(others + account)
        let figures = [weight.map { "weight=\($0)" }, connections.map { "connections=\($0)" }]
        stored = url(others + figures.compactMap(\.self) + account)
    }

    fileprivate static func name(of item: ArraySlice<UInt8>) -> String {
        String(decoding: item.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    }

    /// Reads several, which have to be different ones.
    ///
    /// - Throws: ``RelayEntryFault``, `RelayAddressFault`.
    package static func list(parsing texts: [String]) throws -> [RelayEntry] {
        guard texts.count <= most else { throw RelayEntryFault.tooMany(texts.count) }
        var seen: Set<[[UInt8]]> = []
        return try texts.map { text in
            let entry = try RelayEntry(parsing: text)
            let account = entry.options[.username]?.first ?? ""
            let identity = [RelayKnowledge.name(of: entry.address), account].map { Array($0.utf8) }
            guard seen.insert(identity).inserted else { throw RelayEntryFault.sameRelay(entry.name) }
            return entry
        }
    }

    static func stored(_ entries: [RelayEntry]) -> String {
        entries.map(\.stored).joined(separator: "\n")
    }

    private static func number(
        _ value: ArraySlice<UInt8>, name: String, atMost most: Int, replacing earlier: Int?
    ) throws(RelayEntryFault) -> Int {
        guard earlier == nil else { throw .givenTwice(name) }
        guard (1...4).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .noNumber(name, most: most)
        }
        let number = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (1...most).contains(number) else { throw .noNumber(name, most: most) }
        return number
    }

    private static func decoded(
        _ value: ArraySlice<UInt8>, name: String
    ) throws(RelayEntryFault) -> String {
        var octets: [UInt8] = []
        var rest = value
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
            guard let decoded = [UInt8](hexadecimal: digits), decoded.count == 1 else {
                throw .malformedValue(name)
            }
            octets += decoded
            rest = rest.dropFirst(2)
        }
        guard !octets.isEmpty, octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: octets, as: UTF8.self)
        else { throw .malformedValue(name) }
        return text
    }

    /// Letters, digits and what separates nothing in a query stay as they are (RFC 3986 §3.4).
    private static func encoded(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@:/+!$'()*,;".utf8)
        return text.utf8.map { octet in
            plain.contains(octet) ? String(UnicodeScalar(octet)) : "%" + [octet].hexadecimal
        }.joined()
    }
}

/// An option that a relay may have for itself.
package enum RelayOption: String, CaseIterable, Sendable {
    case username
    case passwordFile = "password-file"
    case passwordEnvironment = "password-env"
    case passwordCommand = "password-command"
    case tokenCommand = "token-command"
    case mechanisms = "auth"
    case clientCertificate = "client-certificate"
    case clientKey = "client-key"
    case certificateAuthorities = "ca-file"
    case pin

    fileprivate init?(of item: ArraySlice<UInt8>) { self.init(rawValue: RelayEntry.name(of: item)) }

    /// Whether it is part of who we are to the relay.
    ///
    /// One of them in a URL rules out all of them that are for all relays: no secret goes to a relay it was not meant
    /// for.
    package var isOfAccount: Bool {
        switch self {
        case .username, .passwordFile, .passwordEnvironment, .passwordCommand, .tokenCommand, .mechanisms,
            .clientCertificate, .clientKey:
            true
        case .certificateAuthorities, .pin: false
        }
    }
}

/// What is wrong with a relay's share or its own options; values, which may be secrets, are not part of it.
package enum RelayEntryFault: Error, Equatable, Sendable {
    case unknownOption(String)
    case givenTwice(String)
    /// Not a number from 1 to `most`.
    case noNumber(String, most: Int)
    /// Empty, a control character, or a `%` without two hexadecimal digits behind it.
    case malformedValue(String)
    case tooMany(Int)
    /// Two entries for one account at one relay.
    case sameRelay(String)
}
