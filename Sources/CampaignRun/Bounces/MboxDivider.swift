/// Divides an mbox file into its mails: each begins with a line `From …` that follows an empty one (RFC 4155).
struct MboxDivider {
    static let opening = Array("From ".utf8)

    private let longestMail: Int
    /// The beginning of the mail under way; nil before the first.
    private var mail: [UInt8]?
    private var line: [UInt8] = []
    private var isAfterEmptyLine = true

    /// Octets of a line that are looked at, whatever its length.
    private static let longestLine = 64 * 1024

    /// - Parameter longestMail: octets kept of each mail.
    init(longestMail: Int) { self.longestMail = longestMail }

    /// Takes the next octets of the file, and gives the mails that are complete.
    mutating func take(_ octets: [UInt8], _ give: ([UInt8]) throws -> Void) rethrows {
        var rest = octets[...]
        while let end = rest.firstIndex(of: 0x0A) {
            append(rest[...end])
            rest = rest[(end + 1)...]
            try finishLine(give)
        }
        append(rest)
    }

    /// Gives the last mail.
    mutating func finish(_ give: ([UInt8]) throws -> Void) rethrows {
        if !line.isEmpty { try finishLine(give) }
        if let mail { try give(mail) }
        mail = nil
    }

    private mutating func append(_ octets: ArraySlice<UInt8>) {
        line += octets.prefix(max(0, Self.longestLine - line.count))
    }

    private mutating func finishLine(_ give: ([UInt8]) throws -> Void) rethrows {
        if isAfterEmptyLine, line.starts(with: Self.opening) {
            if let mail { try give(mail) }
            mail = []
        } else if let count = mail?.count {
            mail?.append(contentsOf: line.prefix(max(0, longestMail - count)))
        }
        isAfterEmptyLine = line.allSatisfy { $0 == 0x0A || $0 == 0x0D }
        line.removeAll(keepingCapacity: true)
    }
}
