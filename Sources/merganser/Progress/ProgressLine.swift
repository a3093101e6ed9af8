import SMTP

/// The line that is redrawn in place: a bar, counts, speeds, the time that is left.
///
/// What does not fit is left out. The more important is there first: the time left, what was not accepted, the speed, the
/// bar, what was accepted, the share, the average, connections and window. Outcomes that do not fit one by one become one
/// number.
struct ProgressLine {
    /// A stretch of the line.
    private struct Part {
        let text: String
        var colour: Colour?
        /// The lowest stays longest; 0 is never left out.
        let rank: Int
        /// Messages that it counts.
        var count = 0
    }

    private static let gap = 2
    /// With its brackets.
    private static let shortestBar = 10
    private static let longestBar = 30
    private static let failureRank = 2
    private static let barRank = 4
    private static let lastRank = 8

    private let state: ProgressState
    private let width: Int
    private let isColoured: Bool

    /// The line without control characters but those of colours, at the most `width` columns of it.
    static func octets(of state: ProgressState, width: Int, isColoured: Bool) -> [UInt8] {
        let line = ProgressLine(state: state, width: max(1, width), isColoured: isColoured)
        return Array(line.text.utf8)
    }

    private var text: String {
        let count = Part(text: "\(state.done.grouped)/\(state.total.grouped)", rank: 0)
        if let trouble = state.trouble { return sentence(trouble, behind: count, .yellow) }
        if let pause = state.pause?.phrase(now: state.now) {
            return line(
                [count, Part(text: pause, colour: .cyan, rank: 0)] + failures + [timeLeft].compactMap(\.self),
                hasBar: false)
        }
        return line(
            [count] + [share, speed, average, accepted].compactMap(\.self) + failures
                + [connections, timeLeft].compactMap(\.self), hasBar: true)
    }

    // MARK: Parts

    private var share: Part? {
        state.total > 0 ? Part(text: "\(min(100, 100 * state.done / state.total)) %", rank: 6) : nil
    }

    private var speed: Part? { state.speed.map { Part(text: Self.text(ofSpeed: $0), rank: 3) } }

    private var average: Part? {
        state.averageSpeed.map { Part(text: "average \(Self.text(ofSpeed: $0))", rank: 7) }
    }

    private var accepted: Part? {
        let count = state.count(.accepted)
        return count > 0 && count < state.done
            ? Part(text: "\(count.grouped) accepted", colour: .green, rank: 5) : nil
    }

    private var failures: [Part] {
        let retries = Part(
            text: "\(state.toRetry.grouped) to be tried again", colour: .yellow, rank: Self.failureRank,
            count: state.toRetry)
        return state.failures.map {
            Part(
                text: "\($0.count.grouped) \($0.kind.rawValue)", colour: $0.kind.colour,
                rank: Self.failureRank,
                count: $0.count)
        } + (state.toRetry > 0 ? [retries] : [])
    }

    private var connections: Part? {
        guard state.connections > 0 else { return nil }
        let noun = state.connections == 1 ? "connection" : "connections"
        let window = state.window.map { ", window \($0)" } ?? ""
        return Part(text: "\(state.connections) \(noun)\(window)", rank: 8)
    }

    private var timeLeft: Part? {
        guard let seconds = state.timeLeft, state.done < state.total else { return nil }
        return Part(text: "\(Self.text(ofDuration: seconds)) left", rank: 1)
    }

    // MARK: Fitting

    /// The most important parts first, as many as there is room for, in the order of the line.
    private func line(_ parts: [Part], hasBar: Bool) -> String {
        var kept = parts.filter { $0.rank == 0 }
        guard Self.width(of: kept) <= width else {
            return Self.cut(kept.map(\.text).joined(separator: "  "), to: width)
        }
        var (parts, bar) = (parts, 0)
        for rank in 1...Self.lastRank {
            if rank == Self.barRank, hasBar, fits(kept, bar: Self.shortestBar) { bar = Self.shortestBar }
            for offered in rank == Self.failureRank ? [parts, Self.merged(parts)] : [parts] {
                let more = offered.filter { part in
                    part.rank == rank || kept.contains { $0.rank == part.rank }
                }
                guard more.count > kept.count, fits(more, bar: bar) else { continue }
                (parts, kept) = (offered, more)
                break
            }
        }
        let figures = kept.map { coloured($0.text, $0.colour) }.joined(separator: "  ")
        guard bar > 0 else { return figures }
        let room = min(Self.longestBar, width - Self.width(of: kept) - Self.gap)
        return self.bar(columns: room) + "  " + figures
    }

    private func fits(_ parts: [Part], bar: Int) -> Bool {
        Self.width(of: parts) + (bar > 0 ? bar + Self.gap : 0) <= width
    }

    /// With one number in the place of several.
    private static func merged(_ parts: [Part]) -> [Part] {
        guard let index = parts.firstIndex(where: { $0.rank == failureRank }) else { return parts }
        let sum = parts.reduce(0) { $1.rank == failureRank ? $0 + $1.count : $0 }
        var others = parts.filter { $0.rank != failureRank }
        others.insert(Part(text: "\(sum.grouped) not accepted", colour: .red, rank: failureRank), at: index)
        return others
    }

    private static func width(of parts: [Part]) -> Int {
        parts.reduce(0) { $0 + $1.text.utf8.count + gap } - (parts.isEmpty ? 0 : gap)
    }

    private func bar(columns: Int) -> String {
        let room = max(0, columns - 2)
        var (text, sum, drawn) = ("[", 0, 0)
        for tally in state.tallies where state.total > 0 {
            sum += tally.count
            let end = min(room, Int(Double(room) * Double(sum) / Double(state.total)))
            if end > drawn {
                text += coloured(String(repeating: "#", count: end - drawn), tally.kind.colour)
                drawn = end
            }
        }
        return text + String(repeating: ".", count: room - drawn) + "]"
    }

    private func sentence(_ words: String, behind count: Part, _ colour: Colour) -> String {
        let room = width - count.text.utf8.count - Self.gap
        guard room > 0 else { return Self.cut(count.text, to: width) }
        return count.text + "  " + coloured(Self.cut(Printable.escape(words.utf8), to: room), colour)
    }

    /// Cuts off what goes beyond so many columns.
    ///
    /// Every letter from U+1100 on, where the wide ones begin, counts as two: the line may become shorter than it has to
    /// be, and never longer than it may.
    private static func cut(_ text: String, to columns: Int) -> String {
        var (kept, used) = (String.UnicodeScalarView(), 0)
        let columnsOf: (Unicode.Scalar) -> Int = { $0.value >= 0x1100 && $0 != "\u{2026}" ? 2 : 1 }
        guard text.unicodeScalars.reduce(0, { $0 + columnsOf($1) }) > columns else { return text }
        for scalar in text.unicodeScalars {
            guard used + columnsOf(scalar) < columns else { break }
            used += columnsOf(scalar)
            kept.append(scalar)
        }
        return String(kept) + "\u{2026}"
    }

    private func coloured(_ text: String, _ colour: Colour?) -> String {
        guard isColoured, let colour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }
}

/// Colours by their number in SGR (ECMA-48 §8.3.117).
enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case magenta = 35
    case cyan = 36
}

extension ProgressState.Tally.Kind {
    fileprivate var colour: Colour {
        switch self {
        case .accepted: .green
        case .refused, .invalid: .red
        case .deferred, .skipped: .yellow
        case .inDoubt: .magenta
        }
    }
}
