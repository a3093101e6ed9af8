import Foundation
import TestSupport

/// Tests/Faults/faults.c, which makes system calls of the program go wrong.
enum FaultLibrary {
    private static let compiled = Task {
        let folder = try TemporaryFolder()
        try await PreloadedLibrary.compile("Tests/Faults/faults.c", to: folder("faults.so"))
        return folder
    }

    static func path() async throws -> String { try await compiled.value("faults.so") }
}

/// One system call of a run that goes wrong, or whose number is only looked for.
struct PlannedFault: CustomStringConvertible {
    enum Kind: String, CaseIterable {
        case kill
        case torn
        case deviceError = "EIO"
        case deviceErrorOnce = "EIO-once"
        case diskFull = "ENOSPC"

        /// All later calls fail as well, those that would tidy up among them.
        var lasts: Bool { self == .deviceError || self == .diskFull }
    }

    /// Which calls are counted, as faults.c has it.
    enum Calls: String {
        case all = "wsno"
        case ofDisk = "wsn"
        case ofSockets = "o"
    }

    var kind = Kind.kill
    var calls = Calls.all
    /// Only calls that write octets starting with this text count; empty for all calls.
    var start = ""
    /// From 1; 0 for none of them.
    var number: Int

    var description: String {
        "\(kind.rawValue) at call \(number) of \(calls.rawValue)"
            + (start.isEmpty ? "" : " that starts with \(start)")
    }

    /// What the program gets so that the fault comes at files of `folder`.
    func environment(in folder: TemporaryFolder, shadow: String = "") async throws -> [String: String] {
        [
            "LD_PRELOAD": try await FaultLibrary.path(), "FAULT_UNDER": folder.path,
            "FAULT_CALLS": calls.rawValue, "FAULT_START": start, "FAULT_KIND": kind.rawValue,
            "FAULT_AT": String(number), "FAULT_REPORT": Self.report(in: folder), "FAULT_SHADOW": shadow,
        ]
    }

    private static func report(in folder: TemporaryFolder) -> String { folder("fault-report") }

    /// Whether it has come in the run that ended last.
    static func wasMet(in folder: TemporaryFolder) -> Bool { lines(in: folder).contains("met") }

    /// How many calls were counted in a run that was not killed.
    static func calls(in folder: TemporaryFolder) -> Int {
        lines(in: folder).compactMap { $0.hasPrefix("calls ") ? Int($0.dropFirst(6)) : nil }.last ?? 0
    }

    static func forget(in folder: TemporaryFolder) { unlink(report(in: folder)) }

    private static func lines(in folder: TemporaryFolder) -> [Substring] {
        ((try? String(contentsOfFile: report(in: folder), encoding: .utf8)) ?? "").split(separator: "\n")
    }
}
