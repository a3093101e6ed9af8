import Foundation
import Synchronization

/// A program started by us, and asked after by us alone.
///
/// Not Foundation's `Process`, whose own thread learns of the end: when it never does, asking why the program ended ends
/// the test run.
final class ChildProcess: Sendable {
    let processIdentifier: pid_t
    /// As `waitpid` tells it; nil while nobody has seen the end.
    private let status = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - program: its absolute path, or a name to look for in PATH.
    ///   - output: what its standard output goes to, by its path; `error` likewise.
    /// - Throws: `POSIXError` when it cannot be started.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], in workingFolder: String?,
        output: String, error: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error, flags, 0o600)
        // Other tests' descriptors are none of its business: a pipe would not end with its owner.
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(entry), descriptor > STDERR_FILENO {
                posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        }
        // Signals as a shell gives them, whatever this process has done with them.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // `env` finds a program as a shell does, and goes to its folder; the process becomes the program.
        let place = workingFolder.map { ["--chdir", $0] } ?? []
        let strings = (["env"] + place + [program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        var identifier: pid_t = 0
        let fault = posix_spawn(&identifier, "/usr/bin/env", &actions, &attributes, strings, variables)
        guard fault == 0 else { throw POSIXError(POSIXErrorCode(rawValue: fault) ?? .EINVAL) }
        processIdentifier = identifier
    }

    /// Nothing of it is left behind.
    deinit {
        guard end == nil else { return }
        kill(processIdentifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(processIdentifier, &status, 0) < 0, errno == EINTR {}
    }

    /// The program's own status, or the signal that ended it; nil while it runs.
    var end: (status: Int32, signal: Int32?)? {
        let ended = status.withLock { (status: inout Int32?) -> Int32? in
            var found: Int32 = 0
            if status == nil, waitpid(processIdentifier, &found, WNOHANG) == processIdentifier {
                status = found
            }
            return status
        }
        guard let ended else { return nil }
        let signal = ended & 0x7F
        return signal == 0 ? ((ended >> 8) & 0xFF, nil) : (signal, signal)
    }

    /// Does nothing when the program has ended: its number may be another's.
    func signal(_ number: Int32) {
        status.withLock { if $0 == nil { kill(processIdentifier, number) } }
    }
}
