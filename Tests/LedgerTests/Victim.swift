import Foundation
import TestSupport

/// The program that is run to be killed; it is built beside the tests.
enum Victim {
    enum Fault: String, CaseIterable, Sendable {
        case none
        case kill
        case torn
        case deviceError = "EIO"
        case deviceErrorOnce = "EIO-once"
        case diskFull = "ENOSPC"
    }

    private static let program =
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("LedgerVictim").path

    static func start(
        _ path: String, script: String, _ fault: Fault = .none, at call: Int = 0
    ) throws -> BackgroundProcess {
        try BackgroundProcess(program, [path, fault.rawValue, String(call), script])
    }

    static func run(
        _ path: String, script: String, _ fault: Fault = .none, at call: Int = 0
    ) async throws -> CommandResult {
        try await start(path, script: script, fault, at: call).wait(seconds: 60)
    }
}

extension CommandResult {
    /// The last step of a victim's script that was begun, and the last that was done; -1 for none.
    var progress: (begun: Int, done: Int) {
        func last(_ word: String) -> Int {
            output.split(separator: "\n").last { $0.hasPrefix(word + " ") }
                .flatMap { Int($0.dropFirst(word.count + 1)) } ?? -1
        }
        return (last("begin"), last("done"))
    }
}
