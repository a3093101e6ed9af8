import ArgumentParser
import CampaignRun
import Glibc

/// How much is said of a run while it goes on, and how.
struct ProgressOptions: ParsableArguments {
    @Option(
        help:
            "How progress is shown: a line on a terminal (line), a sentence now and then (plain), one JSON object a line on standard error (json), or not (none)."
    )
    var progress: ProgressForm = .auto

    @Flag(name: [.short, .long], help: "Say nothing but warnings and errors.")
    var quiet = false

    @Flag(
        name: [.short, .long],
        help: "Tell of each message that is not accepted as it happens, and of connections.")
    var verbose = false

    @Option(help: "Colours: on a terminal unless NO_COLOR is set (auto), always or never.")
    var color: ColourChoice = .auto

    func validate() throws {
        guard !quiet || !verbose else { throw ValidationError("--quiet and --verbose exclude each other.") }
    }

    func display(now: Int64) -> ProgressDisplay {
        ProgressDisplay(form: form, isColoured: isColoured, now: now)
    }

    private var form: ProgressDisplay.Form {
        switch progress {
        case .auto: quiet ? .none : Terminal.isRedrawable ? .line : .sentences
        case .line: .line
        case .plain: .sentences
        case .json: .json
        case .none: .none
        }
    }

    /// NO_COLOR counts when it is not empty (no-color.org).
    private var isColoured: Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto: Terminal.isRedrawable && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
        }
    }
}

enum ProgressForm: String, ExpressibleByArgument, CaseIterable {
    case auto
    case line
    case plain
    case json
    case none
}

enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
}
