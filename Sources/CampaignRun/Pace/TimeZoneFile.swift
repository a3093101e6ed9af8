import Glibc

extension TimeZoneRules {
    private static let folder = "/usr/share/zoneinfo/"
    private static let largestFile = 1 << 20

    /// The zone of that name, such as `Europe/Rome`; nil when there is none.
    package static func named(_ name: String) -> TimeZoneRules? {
        let isName = name.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        guard isName, !name.isEmpty, name.utf8.first != UInt8(ascii: "/") else { return nil }
        if name == "UTC" { return .utc }
        return read(folder + name).flatMap(TimeZoneRules.init(tzif:))
    }

    /// The zone that this machine, or `TZ`, is set to; UTC when neither says.
    package static var ofThisMachine: TimeZoneRules {
        if let name = getenv("TZ").map({ String(cString: $0) }), !name.isEmpty {
            let bare = name.utf8.first == UInt8(ascii: ":") ? String(name.dropFirst()) : name
            if let zone = named(bare) { return zone }
        }
        return read("/etc/localtime").flatMap(TimeZoneRules.init(tzif:)) ?? .utc
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: largestFile)
        var end = 0
        while end < octets.count {
            let count = octets[end...].withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            end += count
        }
        return Array(octets[..<end])
    }

    /// Nil when it is no TZif file of version 2 or later.
    init?(tzif octets: [UInt8]) {
        var reader = TZifReader(octets)
        // The first block has 32-bit times, for readers of the last century.
        guard let old = reader.counts(), reader.skip(old.length(timeSize: 4)), let counts = reader.counts(),
            let times = reader.numbers(counts.times, size: 8),
            let kinds = reader.numbers(counts.times, size: 1),
            let offsets = reader.offsets(counts.types), let first = offsets.first,
            reader.skip(counts.names + counts.leaps * 12 + counts.standards + counts.universals)
        else { return nil }
        var changes: [Change] = []
        for (time, kind) in zip(times, kinds) {
            // Before 1901 nobody sends, and some files begin with the big bang.
            guard offsets.indices.contains(Int(kind)) else { return nil }
            guard time > -1 << 40 else { continue }
            if let last = changes.last, last.at >= time { return nil }
            guard time < 1 << 40 else { break }
            changes.append(Change(at: time, offset: offsets[Int(kind)]))
        }
        if let rule = RecurringZone(parsing: reader.footer()) {
            changes += rule.changes(after: changes.last?.at ?? 0)
            self.init(first: changes.isEmpty || times.isEmpty ? rule.standard : first, changes: changes)
        } else {
            self.init(first: first, changes: changes)
        }
    }
}

/// Reads what RFC 8536 §3 describes, never beyond the end.
private struct TZifReader {
    struct Counts {
        let universals, standards, leaps, times, types, names: Int

        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + names + leaps * (timeSize + 4) + standards + universals
        }
    }

    private let octets: [UInt8]
    private var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func counts() -> Counts? {
        guard octets.count - position >= 44, octets[position...].starts(with: "TZif".utf8),
            octets[position + 4] >= UInt8(ascii: "2")
        else { return nil }
        position += 20
        guard let numbers = numbers(6, size: 4)?.map({ Int($0) }),
            numbers.allSatisfy({ (0...octets.count).contains($0) })
        else { return nil }
        return Counts(
            universals: numbers[0], standards: numbers[1], leaps: numbers[2], times: numbers[3],
            types: numbers[4],
            names: numbers[5])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= octets.count - position else { return false }
        position += count
        return true
    }

    /// Big-endian; those of more than one octet have a sign.
    mutating func numbers(_ count: Int, size: Int) -> [Int64]? {
        let start = position
        guard skip(count * size) else { return nil }
        return (0..<count).map { index in
            let bits = octets[(start + index * size)...].prefix(size).reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            return size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
        }
    }

    mutating func offsets(_ count: Int) -> [Int64]? {
        let start = position
        guard skip(count * 6) else { return nil }
        var offsets: [Int64] = []
        for index in 0..<count {
            let bits = octets[(start + index * 6)...].prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let offset = Int64(Int32(bitPattern: bits))
            // A day and more from UTC is no place on Earth (RFC 8536 §3.2 says 25 hours).
            guard (-90_000...93_600).contains(offset) else { return nil }
            offsets.append(offset)
        }
        return offsets
    }

    /// What stands between the last two line ends: the rule for times after the table.
    func footer() -> ArraySlice<UInt8> {
        octets[position...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }
    }
}
