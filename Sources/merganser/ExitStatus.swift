import ArgumentParser

/// Exit codes, after sysexits.h; scripts rely on them (docs/recovery.md lists them).
enum ExitStatus: Int32, Error {
    /// Every row was accepted or skipped.
    case complete = 0
    /// Every row has its final outcome; some were refused or invalid.
    case someFailed = 1
    case usage = 64
    /// The list or the template is at fault.
    case badInput = 65
    case relayUnavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    /// Rows are deferred, in doubt or not tried; `resume` will go on.
    case unfinished = 75
    /// So many recipients were refused that the run was stopped; `resume` will go on.
    case tooManyRefused = 76
    /// TLS or authentication failed.
    case notPermitted = 77
    case configuration = 78
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }
}
