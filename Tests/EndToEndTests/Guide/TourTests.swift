import Foundation
import TestSupport
import Testing

@Suite("The tour")
struct TourTests {
    /// UPDATE_GOLDEN writes what is printed now into the page.
    @Test("Every command of the tour prints what the page says")
    func tour() async throws {
        let path = Merganser.packageRoot + "/docs/tour.md"
        let transcript = try Transcript(in: String(contentsOfFile: path, encoding: .utf8))
        let folder = try TemporaryFolder()
        var shell = try PageShell(in: folder.path)
        var outputs: [[String]] = []
        for step in transcript.steps {
            let command = step.command.joined(separator: "\n")
            let result = try await shell.type(command)
            var printed = result.output.replacing(/\r\n/, with: "\n").components(separatedBy: "\n")
            if printed.last == "" { printed.removeLast() }
            let isAsShown = Transcript.comparable(printed) == Transcript.comparable(step.output)
            outputs.append(isAsShown ? step.output : printed)
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == nil {
                #expect(isAsShown, "$ \(command)\n\(result.output)")
            }
        }
        #expect(transcript.steps.count >= 30)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try transcript.page(printing: outputs).write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}
