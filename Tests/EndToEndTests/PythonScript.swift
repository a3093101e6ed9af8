import Foundation
import TestSupport

/// The Python programs in Tests/Servers, run by the environment that `make setup` makes.
enum PythonScript {
    static let servers = Merganser.packageRoot + "/Tests/Servers"

    /// Python code that lets signals through: threads of Dispatch block them, and a process started by one of them
    /// inherits that, so that SIGTERM would never reach a server.
    static let unblockingSignals = "import signal; signal.pthread_sigmask(signal.SIG_SETMASK, []); "

    /// The interpreter of the environment; aiosmtpd is installed there.
    static func interpreter() throws -> String {
        let path = Merganser.packageRoot + "/.build-python/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TestServerFault("\(path) is missing; install it with: make setup")
        }
        return path
    }

    /// Runs a shell script of Tests/Servers that may leave a server running behind it.
    static func shell(
        _ script: String, _ arguments: [String], environment: [String: String] = [:], seconds: Double = 90
    ) async throws -> CommandResult {
        // Foundation takes a process for running as long as anybody holds a descriptor that it hands down, and a
        // server started in the background would hold it. Python's subprocess closes all but the standard three.
        let closing = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
        return try await Command.run(
            try interpreter(),
            ["-c", unblockingSignals + closing, "bash", "\(servers)/\(script)"] + arguments,
            environment: environment, seconds: seconds)
    }

    /// Runs a script of Tests/Servers that prints one JSON value a line.
    static func lines<Value: Decodable>(
        of script: String, _ arguments: [String], as _: Value.Type = Value.self
    ) async throws -> [Value] {
        let result = try await Command.run(
            try interpreter(), ["\(servers)/\(script)"] + arguments, seconds: 300)
        guard result.status == 0 else {
            throw TestServerFault("\(script) \(arguments) failed: \(result.everything)")
        }
        let decoder = JSONDecoder()
        return try result.output.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            try decoder.decode(Value.self, from: Data(line))
        }
    }
}

/// A server or tool that a test needs could not be used, and why.
struct TestServerFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
