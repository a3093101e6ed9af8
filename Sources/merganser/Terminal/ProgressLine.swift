import CampaignRun
import Glibc
import Transport

/// One line that says how far a run is: redrawn in place on a terminal, a plain line now and then elsewhere.
struct ProgressLine {
    /// Elsewhere than on a terminal a line is printed this often.
    private static let plainInterval: Int64 = 5000
    private let isRedrawable = Terminal.isRedrawable
    private let relay: RelayAddress
    private let startedAt: Int64
    private var lastPlainAt: Int64
    private var wasDrawn = false

    /// - Parameter now: milliseconds.
    init(relay: RelayAddress, now: Int64) {
        self.relay = relay
        startedAt = now
        lastPlainAt = now
    }

    mutating func show(_ progress: RunProgress, now: Int64) {
        if isRedrawable {
            wasDrawn = true
            let line = text(of: progress, now: now, width: Terminal.width - 1)
            Terminal.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
        } else if now - lastPlainAt >= Self.plainInterval {
            lastPlainAt = now
            Terminal.complain([text(of: progress, now: now, width: 200)])
        }
    }

    /// Takes the line away, so that what follows starts on a clean one.
    func clear() {
        if wasDrawn { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    private func text(of progress: RunProgress, now: Int64, width: Int) -> String {
        if let trouble = progress.trouble {
            let line = "\(progress.done.grouped)/\(progress.total.grouped)  \(trouble.sentence(relay: relay))"
            return String(line.unicodeScalars.prefix(width))
        }
        if let pause = progress.pause?.phrase(now: now) {
            let line = "\(progress.done.grouped)/\(progress.total.grouped)  \(pause)"
            return String(line.unicodeScalars.prefix(width))
        }
        let seconds = max(Double(now - startedAt) / 1000, 0.001)
        let rate = Double(progress.done) / seconds
        var parts = ["\(progress.done.grouped)/\(progress.total.grouped)", "\(Int(rate).grouped)/s"]
        if rate > 0, progress.done < progress.total {
            parts.append("\(Self.duration(Int(Double(progress.total - progress.done) / rate))) left")
        }
        for (count, word) in [
            (progress.refused, "refused"), (progress.deferred, "deferred"), (progress.inDoubt, "in doubt"),
            (progress.invalid, "invalid"),
        ] where count > 0 {
            parts.append("\(count.grouped) \(word)")
        }
        let figures = parts.joined(separator: "  ")
        let room = min(30, width - figures.utf8.count - 4)
        guard room >= 10 else { return figures }
        let filled = progress.total == 0 ? 0 : min(room, room * progress.done / progress.total)
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
            + "]  " + figures
    }

    private static func duration(_ seconds: Int) -> String {
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
