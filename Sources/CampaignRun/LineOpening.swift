import Glibc

/// How a log, a transcript or a report begins, by which it is told from a file that happens to lie there.
package struct LineOpening: Sendable {
    /// A zero stands for any digit.
    private let pattern: [UInt8]
    /// Whether it may stand behind something else, such as the columns of a list.
    private let isAnywhere: Bool

    private init(_ pattern: String, isAnywhere: Bool = false) {
        self.pattern = Array(pattern.utf8)
        self.isAnywhere = isAnywhere
    }

    package static let outcome = LineOpening(#"{"time":"0000-00-00T00:00:00Z","row":"#)
    package static let conversation = LineOpening("0000-00-00T00:00:00Z ")
    /// What the server for rehearsals sees.
    package static let event = LineOpening(#"{"event":""#)
    package static let page = LineOpening(Page.opening)
    package static let csvReport = LineOpening("merganser_outcome", isAnywhere: true)
    package static let jsonReport = LineOpening(#"{"status":{"campaign":""#)
    package static let jsonLines = LineOpening(#"{"row":"#)

    /// Octets in which a pattern is looked for that may stand anywhere.
    private static let headLength = 1 << 16

    /// Whether the regular file at `path` begins with something else; one that is empty, is not there or cannot be read
    /// does not.
    func isForeign(path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: isAnywhere ? Self.headLength : pattern.count)
        let count = read(descriptor, &start, start.count)
        guard count > 0 else { return false }
        let found = start.prefix(count)
        return isAnywhere ? found.firstRange(of: pattern) == nil : !begins(found)
    }

    /// Whether `octets` begin as the pattern does, or are a piece of its beginning: a line that was cut off.
    private func begins(_ octets: ArraySlice<UInt8>) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return zip(octets, pattern).allSatisfy { octet, expected in
            expected == UInt8(ascii: "0") ? digits.contains(octet) : octet == expected
        }
    }
}
