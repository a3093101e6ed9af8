import Foundation
import TestSupport
import Testing

@testable import CampaignRun
@testable import merganser

/// The line that is redrawn in place, compared with Golden/progress.txt at several widths.
///
/// With `UPDATE_GOLDEN=1` in the environment the file is written anew.
@Suite("The progress line")
struct ProgressLineTests {
    private static let path = Merganser.packageRoot + "/Tests/CommandLineTests/Golden/progress.txt"

    @Test("The line at 20 to 120 columns, in colour and without, is as it was")
    func golden() throws {
        var text = ""
        for (title, state) in Self.states {
            text += "\(title)\n"
            for width in [120, 80, 60, 40, 20] {
                text += "\(width < 100 ? " " : "")\(width) |\(Self.line(state, width))|\n"
            }
            text += " 80 |\(Self.line(state, 80, isColoured: true).replacing("\u{1B}", with: "␛"))|\n\n"
        }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: URL(fileURLWithPath: Self.path))
        }
        let golden = try String(contentsOfFile: Self.path, encoding: .utf8)
        for (found, expected) in zip(text.components(separatedBy: "\n"), golden.components(separatedBy: "\n"))
        {
            #expect(Array(found.utf8) == Array(expected.utf8), "\(found)")
        }
        #expect(text.utf8.count == golden.utf8.count)
    }

    @Test("No line is longer than the terminal is wide, whatever its width; colours take no columns")
    func width() {
        for (title, state) in Self.states {
            for width in 1...140 {
                let plain = Self.line(state, width)
                #expect(plain.unicodeScalars.count <= width, "\(title) at \(width): \(plain)")
                let coloured = Self.line(state, width, isColoured: true)
                #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
            }
        }
    }

    @Test("What a server says cannot steer the terminal, and wide letters do not push the line over its end")
    func foreignText() {
        var state = Self.state(done: [5], total: 10)
        state.trouble = "smtp://relay.example: 421 \u{1B}[2J\u{7}\u{202E}go\r\nEHLO"
        let line = Self.line(state, 100)
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
        state.trouble = String(repeating: "漢", count: 100)
        let wide = Self.line(state, 60)
        #expect(wide.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x4E00 ? 2 : 1) } <= 60)
    }

    @Test(
        "Speeds and durations have the unit that fits",
        arguments: [
            (1204.4, "1,204/s"), (12.34, "12/s"), (3.24, "3.2/s"), (1.0, "1/s"), (0.2, "12/min"),
            (0.05, "3/min"), (0.005, "18/h"), (0.0005, "1.8/h"), (0, "0/s"),
        ])
    func speeds(_ speed: Double, _ text: String) {
        #expect(ProgressLine.text(ofSpeed: speed) == text)
    }

    @Test(
        arguments: [
            (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (12_000, "3 h 20 min"),
            (187_200, "2 d 4 h"),
        ])
    func durations(_ seconds: Int, _ text: String) {
        #expect(ProgressLine.text(ofDuration: seconds) == text)
    }

    private static func line(_ state: ProgressState, _ width: Int, isColoured: Bool = false) -> String {
        String(decoding: ProgressLine.octets(of: state, width: width, isColoured: isColoured), as: UTF8.self)
    }

    /// - Parameter done: accepted, refused, deferred, in doubt, invalid, skipped; those left out are 0.
    static func state(done: [Int], total: Int) -> ProgressState {
        ProgressState(
            now: 1_800_000_000_000, total: total,
            tallies: ProgressState.Tally.Kind.allCases.enumerated().map { index, kind in
                .init(kind: kind, count: index < done.count ? done[index] : 0)
            })
    }

    private static let states: [(title: String, state: ProgressState)] = {
        let begin = state(done: [], total: 27_000)
        var good = state(done: [12_345], total: 27_000)
        (good.speed, good.averageSpeed, good.timeLeft) = (1204, 1180.4, 12)
        (good.connections, good.window) = (4, 32)
        var mixed = state(done: [12_300, 40, 5, 1, 3], total: 27_000)
        (mixed.speed, mixed.averageSpeed, mixed.timeLeft, mixed.connections) = (3.26, 2.9, 4700, 1)
        var waiting = state(done: [12_000, 40], total: 27_000)
        waiting.pause = Pause(
            until: waiting.now + 50_000_000, reason: .hours, local: 32_400_000)
        (waiting.timeLeft, waiting.speed) = (187_200, 0)
        var troubled = good
        troubled.trouble =
            "the connection was refused: nothing listens there; check the port, and that the relay is running"
        let end = state(done: [26_000, 1000], total: 27_000)
        return [
            ("At the beginning", begin), ("Under way", good), ("With outcomes of every kind", mixed),
            ("Waiting for the hours", waiting), ("In trouble", troubled), ("At the end", end),
        ]
    }()
}
