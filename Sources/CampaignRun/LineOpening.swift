import Glibc

/// How every line of a log or a transcript begins, or a page, by which one is told from a file that happens to lie there.
package struct LineOpening: Sendable {
    /// A zero stands for any digit.
    private let pattern: [UInt8]

    package static let outcome = LineOpening(pattern: Array(#"{"time":""#.utf8))
    package static let conversation = LineOpening(pattern: Array("0000-00-00T00:00:00Z ".utf8))

    package static let page = LineOpening(pattern: Array("<!DOCTYPE html>".utf8))

    /// Whether the regular file at `path` begins with something else; one that is empty, is not there or cannot be read
    /// does not.
    func isForeign(path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: pattern.count)
        let count = read(descriptor, &start, start.count)
        return count > 0 && !begins(start.prefix(count))
    }

    /// Whether `octets` begin as the pattern does, or are a piece of its beginning: a line that was cut off.
    private func begins(_ octets: ArraySlice<UInt8>) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return zip(octets, pattern).allSatisfy { octet, expected in
            expected == UInt8(ascii: "0") ? digits.contains(octet) : octet == expected
        }
    }
}
