/// The mark at the beginning of a list that says how it is encoded (U+FEFF in that encoding).
enum ByteOrderMark: CaseIterable {
    // UTF-32 first: in little-endian order its mark begins with that of UTF-16.
    case utf32LittleEndian, utf32BigEndian, utf8, utf16LittleEndian, utf16BigEndian

    /// The mark that these octets begin with.
    init?(startOf octets: [UInt8]) {
        guard let mark = Self.allCases.first(where: { octets.starts(with: $0.octets) }) else { return nil }
        self = mark
    }

    var octets: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        case .utf32LittleEndian: [0xFF, 0xFE, 0, 0]
        case .utf32BigEndian: [0, 0, 0xFE, 0xFF]
        }
    }

    /// The encoding's name, as iconv knows it.
    var encoding: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .utf32LittleEndian: "UTF-32LE"
        case .utf32BigEndian: "UTF-32BE"
        }
    }

    /// Whether a list with this mark can be in `encoding`, given as people write it: `utf16`, `UTF-16LE`.
    func agrees(with encoding: String) -> Bool {
        let asked = Self.key(encoding)
        let marked = Self.key(self.encoding)
        return marked == asked || marked.dropLast(2) == asked
    }

    /// Letters and digits of an encoding's name, in upper case.
    static func key(_ encoding: String) -> String {
        String(encoding.filter { $0.isLetter || $0.isNumber }).uppercased()
    }
}
