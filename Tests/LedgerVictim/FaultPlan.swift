import Glibc

/// Which of the process's writing system calls fails, and how.
///
/// The functions below take the place of the C library's for everything in this program, SQLite included: a
/// program's own symbols come before those of the libraries it loads.
enum FaultPlan {
    enum Fault: String {
        case none
        /// The process is killed instead of making the call.
        case kill
        /// It is killed in the middle of a write, half of which is made.
        case torn
        /// The call fails, as do all that follow.
        case deviceError = "EIO"
        case diskFull = "ENOSPC"
        /// The call fails, and the next one succeeds: what a kernel does after a failed sync.
        case deviceErrorOnce = "EIO-once"
    }

    // The program has one thread that does anything; the calls come from C, which knows no isolation.
    nonisolated(unsafe) static var fault = Fault.none
    /// Calls until it happens; 0 and below: it has happened.
    nonisolated(unsafe) static var callsLeft = 0

    /// Calls of `fsync` and `fdatasync`.
    nonisolated(unsafe) static var syncs = 0

    /// What is to happen to the call that is being made.
    static func next() -> Fault {
        guard fault != .none else { return .none }
        callsLeft -= 1
        if callsLeft == 0 { return fault }
        return callsLeft < 0 && (fault == .deviceError || fault == .diskFull) ? fault : .none
    }

    static func real<Function>(_ name: String, _ type: Function.Type) -> Function {
        // RTLD_NEXT: the one that would have been called without us.
        guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -1), name) else { abort() }
        return unsafeBitCast(symbol, to: type)
    }

    /// Makes the call, or what the plan has for it.
    static func call<Result: SignedInteger>(tearing half: () -> Void = {}, _ real: () -> Result) -> Result {
        switch next() {
        case .none: return real()
        case .torn:
            half()
            kill(getpid(), SIGKILL)
        case .kill: kill(getpid(), SIGKILL)
        case .deviceError, .deviceErrorOnce: errno = EIO
        case .diskFull: errno = ENOSPC
        }
        return -1
    }
}

private typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int
private typealias OnDescriptor = @convention(c) (Int32) -> Int32
private typealias Truncate = @convention(c) (Int32, Int) -> Int32
private typealias OnName = @convention(c) (UnsafePointer<CChar>?) -> Int32
private typealias OnNames = @convention(c) (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32

@_cdecl("pwrite64")
package func plannedWrite(_ file: Int32, _ octets: UnsafeRawPointer?, _ count: Int, _ offset: Int) -> Int {
    let real = FaultPlan.real("pwrite64", Write.self)
    return FaultPlan.call(tearing: { _ = real(file, octets, count / 2, offset) }) {
        real(file, octets, count, offset)
    }
}

@_cdecl("fdatasync")
package func plannedDataSync(_ file: Int32) -> Int32 {
    FaultPlan.syncs += 1
    return FaultPlan.call { FaultPlan.real("fdatasync", OnDescriptor.self)(file) }
}

@_cdecl("fsync")
package func plannedSync(_ file: Int32) -> Int32 {
    FaultPlan.syncs += 1
    return FaultPlan.call { FaultPlan.real("fsync", OnDescriptor.self)(file) }
}

@_cdecl("ftruncate64")
package func plannedTruncation(_ file: Int32, _ length: Int) -> Int32 {
    FaultPlan.call { FaultPlan.real("ftruncate64", Truncate.self)(file, length) }
}

@_cdecl("unlink")
package func plannedRemoval(_ path: UnsafePointer<CChar>?) -> Int32 {
    FaultPlan.call { FaultPlan.real("unlink", OnName.self)(path) }
}

@_cdecl("link")
package func plannedLink(_ old: UnsafePointer<CChar>?, _ new: UnsafePointer<CChar>?) -> Int32 {
    FaultPlan.call { FaultPlan.real("link", OnNames.self)(old, new) }
}
