/// The hours of the day and the days of the week at which messages may start, by the clocks of a place.
package struct SendingHours: Equatable, Sendable {
    /// Milliseconds of the day; the end is not part of it.
    ///
    /// One that ends before it begins ends on the next day.
    struct Span: Equatable, Sendable {
        let begin: Int64
        let end: Int64

        static let wholeDay = Span(begin: 0, end: CivilDay.milliseconds)

        var length: Int64 { end > begin ? end - begin : end + CivilDay.milliseconds - begin }
    }

    /// Empty for the whole day.
    let spans: [Span]
    /// By weekday, Sunday first.
    let days: [Bool]

    package static let always = SendingHours(spans: [], days: Array(repeating: true, count: 7))

    init(spans: [Span], days: [Bool]) {
        self.spans = spans
        self.days = days
    }

    /// The first local time from `local` on that is within the hours; nil when there is none.
    func next(_ local: Int64) -> Int64? {
        let today = CivilDay.of(local: local)
        var best: Int64?
        // From yesterday, whose last span may go on past midnight.
        for day in (today - 1)...(today + 7) where days[Int(CivilDay.weekday(day))] {
            for span in spans.isEmpty ? [Span.wholeDay] : spans {
                let begin = day * CivilDay.milliseconds + span.begin
                guard begin + span.length > local else { continue }
                best = min(best ?? .max, max(begin, local))
            }
        }
        return best
    }

    /// Parses `09:00-17:30`, several with commas between them; 24:00 is the end of the day.
    static func spans(parsing text: [UInt8]) -> [Span]? {
        var spans: [Span] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard ends.count == 2, let begin = timeOfDay(ends[0]), let end = timeOfDay(ends[1]), begin != end,
                begin < CivilDay.milliseconds
            else { return nil }
            spans.append(Span(begin: begin, end: end))
        }
        return spans
    }

    /// Parses `mon-fri` or `mon,wed,sat-sun`.
    static func days(parsing text: [UInt8]) -> [Bool]? {
        var days = Array(repeating: false, count: 7)
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map(weekday)
            guard ends.count <= 2, let first = ends.first.flatMap(\.self),
                let last = ends.last.flatMap(\.self)
            else { return nil }
            var day = first
            while day != last {
                days[day] = true
                day = (day + 1) % 7
            }
            days[last] = true
        }
        return days
    }

    private static func weekday(_ word: ArraySlice<UInt8>) -> Int? {
        ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].firstIndex {
            $0.utf8.elementsEqual(word.map { $0 | 0x20 })
        }
    }

    /// `hh:mm` as milliseconds of the day.
    static func timeOfDay(_ text: some Sequence<UInt8>) -> Int64? {
        let parts = Array(text).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count),
            let hour = DecimalNumber.parse(parts[0], atMost: 24),
            let minute = DecimalNumber.parse(parts[1], atMost: 59),
            hour < 24 || minute == 0
        else { return nil }
        return (hour * 60 + minute) * 60_000
    }
}
