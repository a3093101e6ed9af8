import Foundation
import TestSupport
import Testing

/// Runs that meet a fault at a system call chosen by number, and what resuming makes of them.
///
/// `make test` takes a part of each series, other calls each time; `make torture` takes all.
@Suite("Faults at every system call", .serialized)
enum FaultSeries {
    static let isWhole = ProcessInfo.processInfo.environment["MERGANSER_TORTURE"] == "1"

    /// Chance for one series; its seed is printed.
    static func chance(for series: String) -> SplitMix64 {
        let given = ProcessInfo.processInfo.environment["MERGANSER_TEST_SEED"] ?? ""
        let seed = UInt64(given) ?? .random(in: 0...(.max))
        print("\(series): MERGANSER_TEST_SEED=\(seed)")
        return SplitMix64(seed: seed)
    }

    /// The numbers of calls to let go wrong: all up to `count`, or a share of that many, spread over them.
    static func numbers(upTo count: Int, share: Int, using chance: inout SplitMix64) -> [Int] {
        guard !isWhole, count > share else { return Array(1...max(1, count)) }
        let step = Double(count) / Double(share)
        let start = Double(chance.next() % 1000) / 1000
        return (0..<share).map { 1 + Int((Double($0) + start) * step) }
    }

    /// Performs `trial` for each of `values`, as many at a time as there are cores.
    static func each<Value: Sendable, Finding: Sendable>(
        _ values: [Value], _ trial: @escaping @Sendable (Value) async throws -> Finding
    ) async throws -> [Finding] {
        try await withThrowingTaskGroup(of: Finding.self) { group in
            var findings: [Finding] = []
            var rest = values[...]
            for value in rest.prefix(2) { group.addTask { try await trial(value) } }
            rest = rest.dropFirst(2)
            while let finding = try await group.next() {
                findings.append(finding)
                if let value = rest.popFirst() { group.addTask { try await trial(value) } }
            }
            return findings
        }
    }
}
