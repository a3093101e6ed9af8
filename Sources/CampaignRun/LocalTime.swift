import Glibc

/// The machine's time zone, for the Date header.
enum LocalTime {
    /// Seconds east of UTC at a moment given in unix seconds.
    static func utcOffset(at moment: Int64) -> Int32 {
        var time = time_t(moment)
        var parts = tm()
        guard localtime_r(&time, &parts) != nil else { return 0 }
        return Int32(clamping: parts.tm_gmtoff)
    }
}
