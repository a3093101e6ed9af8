import Foundation

/// A program run to its end.
package struct CommandResult: Sendable {
    package let status: Int32
    /// The signal that ended it, or nil.
    package let signal: Int32?
    package let output: String
    package let error: String

    /// Everything it printed, for a failed expectation.
    package var everything: String { "status \(status)\nstdout: \(output)\nstderr: \(error)" }
}

package enum Command {
    /// Runs a program found in PATH or by its path, kills it after `seconds`.
    package static func run(
        _ program: String, _ arguments: [String], in folder: String? = nil,
        environment: [String: String] = [:],
        seconds: Double = 120
    ) async throws -> CommandResult {
        let running = try BackgroundProcess(program, arguments, in: folder, environment: environment)
        return try await running.wait(seconds: seconds)
    }

    /// The same for what makes a test's material, on the thread that asks.
    package static func runHere(_ program: String, _ arguments: [String], seconds: Double = 120) throws
        -> CommandResult
    {
        let running = try BackgroundProcess(program, arguments)
        let deadline = ContinuousClock.now + .seconds(seconds)
        while running.isRunning, ContinuousClock.now < deadline { usleep(1000) }
        return try running.result()
    }
}

/// A program running beside the test; it is killed at the latest when the test lets go of it.
package final class BackgroundProcess: Sendable {
    private let process: ChildProcess
    private let folder: TemporaryFolder

    package init(
        _ program: String, _ arguments: [String], in workingFolder: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        process = try ChildProcess(
            program.utf8.contains(UInt8(ascii: "/")) ? URL(fileURLWithPath: program).path : program,
            arguments,
            environment: ProcessInfo.processInfo.environment
                // What the person at this machine has configured is none of a test's business.
                .filter { !$0.key.hasPrefix("MERGANSER_") }
                // What is learned of a test's relay is nobody else's: its port may be another server's a moment later.
                .merging([
                    "SWIFT_BACKTRACE": "enable=no", "XDG_CACHE_HOME": folder("cache"),
                    "XDG_CONFIG_HOME": folder("configuration"),
                ]) { $1 }
                .merging(environment) { $1 },
            in: workingFolder,
            // Files, not pipes: a program that prints much never waits for its reader.
            output: folder("stdout"), error: folder("stderr"))
    }

    package var processIdentifier: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.end == nil }
    package var output: String { (try? String(contentsOfFile: folder("stdout"), encoding: .utf8)) ?? "" }
    package var error: String { (try? String(contentsOfFile: folder("stderr"), encoding: .utf8)) ?? "" }

    package func signal(_ number: Int32) { process.signal(number) }

    /// Waits for the end; kills the program when it takes longer than `seconds` and reports the signal.
    package func wait(seconds: Double = 120) async throws -> CommandResult {
        let hasEnded: @Sendable () -> Bool? = { self.isRunning ? nil : true }
        if try await Polling.first(within: seconds, hasEnded) == nil {
            signal(SIGKILL)
            _ = try await Polling.first(within: 60, hasEnded)
        }
        return try result()
    }

    /// - Throws: ``EndedTooSoon`` while the program runs.
    fileprivate func result() throws -> CommandResult {
        guard let end = process.end else { throw EndedTooSoon(output: output, error: error) }
        return CommandResult(status: end.status, signal: end.signal, output: output, error: error)
    }

    /// Waits for what the running program brings about, and signals it at once then.
    ///
    /// - Throws: ``EndedTooSoon`` when the program ends or time is up before.
    package func until(
        signalling number: Int32 = 0, seconds: Double = 300, _ isMet: @escaping @Sendable () throws -> Bool
    ) async throws {
        let answer = try await Polling.first(within: seconds) { () -> Bool? in
            let wasRunning = self.isRunning
            if try isMet() {
                self.signal(number)
                return true
            }
            return wasRunning ? nil : false
        }
        guard answer == true else { throw EndedTooSoon(output: output, error: error) }
    }

    /// Waits until `value` finds something in what was printed; nil when the program ends or time is up before.
    package func waitForOutput<Value: Sendable>(
        seconds: Double = 120, _ value: @escaping @Sendable (String) -> Value?
    ) async throws -> Value? {
        let answer = try await Polling.first(within: seconds) { () -> Value?? in
            let wasRunning = self.isRunning
            return value(self.output).map { .some($0) } ?? (wasRunning ? nil : .some(nil))
        }
        return answer ?? nil
    }
}

/// A program ended, or took too long, before what a test waited for.
package struct EndedTooSoon: Error, CustomStringConvertible {
    let output: String
    let error: String

    package var description: String {
        "it ended, or time was up, before that\nstdout: \(output)\nstderr: \(error)"
    }
}
