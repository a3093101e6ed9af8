extension Entity {
    /// Parts looked at of one mail, and how deep they may lie in each other.
    private static let mostParts = 100
    private static let deepest = 8

    /// All parts that are not multiparts themselves, in their order; the mail itself when it has none.
    package var leaves: [Entity] {
        var leaves: [Entity] = []
        collectLeaves(into: &leaves, depth: 0)
        return leaves
    }

    private func collectLeaves(into leaves: inout [Entity], depth: Int) {
        guard leaves.count < Self.mostParts else { return }
        guard mediaType.hasType("multipart"), depth < Self.deepest,
            let boundary = mediaType.parameter("boundary"), !boundary.isEmpty
        else {
            leaves.append(self)
            return
        }
        for part in Self.split(body, at: boundary) {
            Entity(parsing: part).collectLeaves(into: &leaves, depth: depth + 1)
        }
    }

    /// What stands between the lines that begin with `--` and the boundary (RFC 2046 §5.1.1).
    private static func split(_ body: ArraySlice<UInt8>, at boundary: [UInt8]) -> [ArraySlice<UInt8>] {
        let delimiter = Array("--".utf8) + boundary
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var lines = Lines(body)
        var position = body.startIndex
        while let line = lines.next() {
            defer { position = lines.rest.startIndex }
            guard line.starts(with: delimiter) else { continue }
            if let start { parts.append(body[start..<position]) }
            let end = line.dropFirst(delimiter.count)
            guard !end.starts(with: Array("--".utf8)), parts.count < mostParts else { return parts }
            start = lines.rest.startIndex
        }
        // A mail that was cut off has no last delimiter.
        if let start { parts.append(body[start...]) }
        return parts
    }
}
