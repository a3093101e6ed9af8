extension ProgressLine {
    /// `1,204/s`, `3.2/s`, `12/min`, `1.5/h`.
    static func text(ofSpeed perSecond: Double) -> String {
        for (factor, unit) in [(1.0, "s"), (60, "min")] where perSecond * factor >= 0.95 {
            return "\(rounded(perSecond * factor))/\(unit)"
        }
        return perSecond > 0 ? "\(rounded(perSecond * 3600))/h" : "0/s"
    }

    /// One digit behind the point where there is one before it.
    private static func rounded(_ value: Double) -> String {
        let tenths = Int(min(value * 10, 1e15).rounded())
        guard tenths < 100, tenths % 10 != 0 else { return ((tenths + 5) / 10).grouped }
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `12 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
    static func text(ofDuration seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\((seconds / 86_400).grouped) d \(seconds / 3600 % 24) h"
        }
    }
}
