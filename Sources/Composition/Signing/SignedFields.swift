import Glibc

/// Which header fields of a message its signature covers, and in which order.
///
/// Those that a reader sees or a program acts on (RFC 6376 §5.4.1), the list headers, of which RFC 8058 §4 demands
/// List-Unsubscribe and List-Unsubscribe-Post, and Feedback-ID, which its readers only believe when it is signed.
struct SignedFields: Sendable {
    /// The names in the order in which they are signed.
    ///
    /// Those named once more than they occur cannot be added without breaking the signature
    /// (§8.15, "oversigning").
    static let names: [(name: [UInt8], isOversigned: Bool)] =
        ["From", "To", "Subject", "Date"].map { (Array($0.utf8), true) }
        + [
            "Sender", "Reply-To", "Cc", "Message-ID", "In-Reply-To", "References", "MIME-Version",
            "Content-Type", "Content-Transfer-Encoding", "List-Id", "List-Unsubscribe",
            "List-Unsubscribe-Post", "List-Help", "List-Subscribe", "List-Post", "List-Owner", "List-Archive",
            "Feedback-ID", "Auto-Submitted",
        ].map { (Array($0.utf8), false) }

    /// A field of the message: its place in ``names``, and its octets with their last CR LF.
    struct Field: Sendable {
        let name: Int
        let octets: Range<Int>
    }

    private(set) var fields: [Field] = []
    /// Where the body begins.
    private(set) var bodyStart = 0

    /// Finds the fields of a message.
    ///
    /// - Returns: whether it has a header that ends.
    mutating func find(in message: [UInt8]) -> Bool {
        fields.removeAll(keepingCapacity: true)
        return message.withUnsafeBytes { octets in
            var start = 0
            while let end = Self.endOfField(octets, from: start) {
                if octets[start] == 0x0D {
                    bodyStart = end
                    return !fields.isEmpty
                }
                if let name = Self.name(of: octets, at: start) {
                    fields.append(Field(name: name, octets: start..<end))
                }
                start = end
            }
            return false
        }
    }

    /// Calls `body` with the name of each entry of `h=` and the field it covers, the last of a name first (§5.4.2).
    func forEach(_ body: (_ name: [UInt8], _ field: Range<Int>?) -> Void) {
        for (index, (name, isOversigned)) in Self.names.enumerated() {
            for field in fields.reversed() where field.name == index { body(name, field.octets) }
            if isOversigned { body(name, nil) }
        }
    }

    /// Behind the line end that no white space follows; the empty line is a field of its own here.
    private static func endOfField(_ octets: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = octets.baseAddress else { return nil }
        var position = start
        while position < octets.count, let found = memchr(base + position, 0x0A, octets.count - position) {
            let end = base.distance(to: UnsafeRawPointer(found)) + 1
            let isEmptyLine = octets[start] == 0x0D
            guard !isEmptyLine, end < octets.count, octets[end] == 0x20 || octets[end] == 0x09 else {
                return end
            }
            position = end
        }
        return nil
    }

    private static func name(of octets: UnsafeRawBufferPointer, at start: Int) -> Int? {
        names.firstIndex { name, _ in
            guard start + name.count < octets.count, octets[start + name.count] == UInt8(ascii: ":") else {
                return false
            }
            for index in name.indices where name[index] | 0x20 != octets[start + index] | 0x20 {
                return false
            }
            return true
        }
    }
}
