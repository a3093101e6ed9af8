import CSV
import Composition

/// Lines of a suppression list that are no entries: had they been passed over, somebody could be written to who is
/// not to be.
package struct SuppressionFaults: Error, Equatable, Sendable {
    package enum Problem: Error, Equatable, Sendable {
        case address(AddressFault)
        case noAtSign
        case malformedHash
        /// Every salt costs each message some digests.
        case tooManySalts(limit: Int)
        /// The file is a CSV file, whose header names no column of addresses.
        case noAddressColumn([String])
        /// A record of the CSV file ends before the column of addresses.
        case noAddressField(fields: Int, column: Int)
        /// Lines are to be appended to a CSV file.
        case isTable
    }

    package struct Fault: Equatable, Sendable {
        /// From 1.
        package let line: Int
        /// What stands there, the beginning of it.
        package let text: [UInt8]
        package let problem: Problem
    }

    package let path: String
    /// The first ``kept``.
    package private(set) var faults: [Fault] = []
    package private(set) var count = 0

    package static let kept = 20
    private static let longestText = 80

    init(path: String) { self.path = path }

    mutating func add(_ problem: Problem, line: Int, _ text: ArraySlice<UInt8>) {
        count += 1
        guard faults.count < Self.kept else { return }
        faults.append(Fault(line: line, text: Array(text.prefix(Self.longestText)), problem: problem))
    }
}
