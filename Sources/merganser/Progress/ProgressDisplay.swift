import CampaignRun
import Glibc
import Synchronization

/// Shows how far a run is, on standard error: a line redrawn in place, sentences now and then, or JSON.
///
/// All that is printed during a run goes through it, so that nothing is written into the line.
final class ProgressDisplay: Sendable {
    private struct State {
        var tracker: ProgressTracker
        var pacer: SentencePacer
        var jsonAt: Int64?
        var isDrawn = false
    }

    /// Milliseconds between two objects of `--progress json`.
    private static let jsonInterval: Int64 = 1000

    private let form: Form
    private let isColoured: Bool
    private let state: Mutex<State>

    enum Form { case line, sentences, json, none }

    /// - Parameter now: milliseconds since 1970.
    init(form: Form, isColoured: Bool, now: Int64) {
        self.form = form
        self.isColoured = isColoured
        state = Mutex(State(tracker: ProgressTracker(now: now), pacer: SentencePacer(now: now)))
    }

    func show(_ progress: RunProgress, now: Int64) {
        state.withLock { state in
            let current = state.tracker.state(of: progress, now: now)
            let news = progress.news.map(\.sentence)
            if !news.isEmpty { Self.say(news, &state) }
            switch form {
            case .line:
                draw(current)
                state.isDrawn = true
            case .sentences:
                if state.pacer.isDue(current) { Terminal.complain([current.sentence]) }
            case .json:
                guard state.jsonAt.map({ now - $0 >= Self.jsonInterval || now < $0 }) ?? true else { return }
                state.jsonAt = now
                Self.write(current.json(isFinal: false))
            case .none: break
            }
        }
    }

    /// Prints lines above the line.
    func say(_ lines: [String]) { state.withLock { Self.say(lines, &$0) } }

    /// Prints where the run stands, in a few lines; somebody asked.
    func report(_ progress: RunProgress, pace: PaceSettings, path: String, now: Int64) {
        state.withLock { state in
            let current = state.tracker.state(of: progress, now: now)
            Self.say(current.report(pace: pace, path: path), &state)
        }
    }

    /// Takes the line away, so that what follows starts on a clean one; ends JSON with the last figures.
    func end(_ progress: RunProgress, now: Int64) {
        state.withLock { state in
            Self.clear(&state)
            guard form == .json else { return }
            Self.write(state.tracker.state(of: progress, now: now).json(isFinal: true))
        }
    }

    private static func say(_ lines: [String], _ state: inout State) {
        clear(&state)
        Terminal.complain(lines)
    }

    private static func clear(_ state: inout State) {
        guard state.isDrawn else { return }
        state.isDrawn = false
        Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    private func draw(_ current: ProgressState) {
        // The width is asked for each time, so the line follows the window's. Its last column stays free: some terminals
        // begin the next line there.
        let line = ProgressLine.octets(of: current, width: Terminal.width - 1, isColoured: isColoured)
        Terminal.write("\r\u{1B}[K" + String(decoding: line, as: UTF8.self), to: STDERR_FILENO)
    }

    private static func write(_ object: [UInt8]) {
        Terminal.write(String(decoding: object, as: UTF8.self) + "\n", to: STDERR_FILENO)
    }
}
