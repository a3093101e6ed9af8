/// Which octets the words of the language are made of.
enum Syntax {
    private static let name = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF, and: "_-")
    private static let nameStart = OctetSet(0x41...0x5A, 0x61...0x7A, 0x80...0xFF, and: "_")

    /// Whether `octet` can stand in a name; whatever is not ASCII is taken for a letter.
    static func isNameOctet(_ octet: UInt8) -> Bool { name.contains(octet) }

    static func isNameStart(_ octet: UInt8) -> Bool { nameStart.contains(octet) }

    static func isDigit(_ octet: UInt8) -> Bool { 0x30...0x39 ~= octet }

    static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || 0x09...0x0D ~= octet }

    /// Whether `text` is one name, as the language writes them.
    static func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, isNameStart(first) else { return false }
        let name = text.last == UInt8(ascii: "?") ? text.dropLast() : text
        return name.allSatisfy(isNameOctet)
    }

    /// Whether `name` holds spaces or signs, but cannot be taken for a number or for anything else than a name.
    ///
    /// Others can still be written between brackets and quotes: `{{ ["2024"] }}`.
    static func isUnusualName(_ name: [UInt8]) -> Bool {
        guard let first = name.first, isNameStart(first) || isDigit(first), !isIdentifier(name[...]) else {
            return false
        }
        return name.contains { isNameStart($0) }
    }

    /// `text` as a string, for faults.
    static func string(_ text: some Sequence<UInt8>) -> String {
        String(decoding: Array(text), as: UTF8.self)
    }
}
