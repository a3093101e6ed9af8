/// Rows by their numbers, such as `5,10-20,300-`.
package struct RowSelection: Equatable, Sendable {
    /// In order, none next to another.
    package let ranges: [ClosedRange<Int>]

    /// Numbers from 1 and ranges of them, separated by commas; a range without an end goes to the last row.
    ///
    /// Nil for anything else.
    package init?(parsing text: String) {
        var found: [ClosedRange<Int>] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard let first = ends.first.flatMap(Self.number), ends.count <= 2 else { return nil }
            let isOpen = ends.count == 2 && ends[1].isEmpty
            guard let last = isOpen ? Int.max - 1 : ends.last.flatMap(Self.number), first <= last else {
                return nil
            }
            found.append(first...last)
        }
        self.init(found)
    }

    /// These rows and no others.
    init(rows: [Int]) { self.init(rows.map { $0...$0 }) }

    private init(_ ranges: [ClosedRange<Int>]) {
        var found = ranges
        found.sort { $0.lowerBound < $1.lowerBound }
        self.ranges = found.reduce(into: []) { merged, range in
            guard let last = merged.last, range.lowerBound <= last.upperBound + 1 else {
                return merged.append(range)
            }
            merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        }
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(Substring(digits)).flatMap { 1..<Int.max ~= $0 ? $0 : nil }
    }

    package func contains(_ row: Int) -> Bool { next(after: row - 1) == row }

    /// The first of these rows behind `row`, whether the campaign has it or not; nil when there is none.
    func next(after row: Int) -> Int? {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= row { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count ? max(row + 1, ranges[low].lowerBound) : nil
    }
}
