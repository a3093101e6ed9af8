import CampaignRun

extension HTMLReport {
    /// `2026-11-23 20:15:03`, UTC.
    static func moment(_ milliseconds: Int64) -> String {
        let text = Array(Timestamp.text(milliseconds).utf8).dropLast()
        return String(decoding: text.map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// A mark below a chart: without the day when all of it is one day.
    static func mark(_ seconds: Int64, among start: Int64, _ end: Int64) -> String {
        let text = moment(seconds * 1000)
        let isOneDay = start / 86400 == (end - 1) / 86400
        return isOneDay ? String(decoding: text.utf8.dropFirst(11), as: UTF8.self) : text
    }

    /// `840 ms`, `4.2 s`, `3 min 20 s`, `5 h 2 min`, `3 d 4 h`.
    static func duration(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        switch milliseconds {
        case ..<1000: return "\(milliseconds) ms"
        case ..<10_000: return "\(seconds).\(milliseconds / 100 % 10) s"
        case ..<60_000: return "\(seconds) s"
        case ..<3_600_000: return "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400_000: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: return "\(seconds / 86400) d \(seconds / 3600 % 24) h"
        }
    }

    /// `second`, `5 seconds`, `minute`, `2 hours`.
    static func period(_ seconds: Int64) -> String {
        for (length, name) in [(86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")]
            as [(Int64, String)]
        where seconds % length == 0 {
            let number = seconds / length
            return number == 1 ? name : "\(number) \(name)s"
        }
        return "\(seconds) seconds"
    }

    /// `1,234 a second`, `12 a minute`, `3 an hour`: in the unit that leaves no fraction to speak of.
    static func rate(_ count: Int, in seconds: Int64) -> String {
        for (unit, name) in [(1, "a second"), (60, "a minute"), (3600, "an hour"), (86400, "a day")] {
            let rate = Double(count) * Double(unit) / Double(max(1, seconds))
            if rate >= 2 || unit == 86400 { return "\(Int(rate.rounded()).grouped) \(name)" }
        }
        return ""
    }

    /// `12.3 %`; what is there is never shown as nothing, nor what is missing as all.
    static func share(_ count: Int, of all: Int) -> String {
        guard all > 0 else { return "" }
        let tenths = Int((Double(count) * 1000 / Double(all)).rounded())
        if count > 0, tenths == 0 { return "below 0.1 %" }
        if count < all, tenths == 1000 { return "over 99.9 %" }
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
