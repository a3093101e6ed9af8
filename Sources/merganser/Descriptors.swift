import Glibc

/// File descriptors for a run: they are made sure of before it begins, because running out of them in the middle
/// ends connections, or the process.
enum Descriptors {
    /// Those that are not connections: campaign file, log, list, event loops.
    private static let others = 48

    /// Raises the limit as far as the system lets us.
    ///
    /// - Returns: how many of `connections` there is room for.
    /// - Throws: ``TooFewDescriptors`` when that is none.
    static func reserve(for connections: Int) throws(TooFewDescriptors) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return connections
        }
        let needed = rlim_t(connections + others)
        guard limit.rlim_cur < needed else { return connections }
        limit.rlim_cur = min(limit.rlim_max, max(needed, limit.rlim_cur))
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < needed else { return connections }
        let room = Int(clamping: limit.rlim_cur) - others
        guard room >= 1 else {
            throw TooFewDescriptors(needed: others + 1, allowed: Int(clamping: limit.rlim_cur))
        }
        return room
    }
}

/// The system allows this process fewer open files than the run needs.
struct TooFewDescriptors: Error, Equatable {
    let needed: Int
    let allowed: Int
}
