import Foundation
import TestSupport
import Testing

/// Markup, Liquid, encoded words, line ends, control characters and letters of many scripts as cells; what they must
/// become is computed by Tests/Servers/random_rows.py, which shares no code with the program.
@Suite("Rows of the nastiest cells", .serialized)
struct RandomRowsTests {
    /// Rows of each list: MERGANSER_RANDOM_ROWS, else 10,000.
    private static let rows =
        Int(ProcessInfo.processInfo.environment["MERGANSER_RANDOM_ROWS"] ?? "") ?? 10_000

    /// The cells are drawn with it: MERGANSER_TEST_SEED, else another one each time.
    private static let seed =
        UInt64(ProcessInfo.processInfo.environment["MERGANSER_TEST_SEED"] ?? "")
        ?? .random(in: 0...(.max))

    @Test(
        "Each message of a dry run holds just the cells of its row, and only a row with a control character in a header is invalid",
        .timeLimit(.minutes(15)),
        arguments: ["letter", "newsletter", "invoice"])
    func justTheCells(_ name: String) async throws {
        print("the cells for \(name).eml are drawn with MERGANSER_TEST_SEED=\(Self.seed)")
        let folder = try TemporaryFolder()
        let templates = Merganser.packageRoot + "/templates/"
        for file in [name + ".eml", name + ".html"]
        where FileManager.default.fileExists(atPath: templates + file) {
            try FileManager.default.copyItem(atPath: templates + file, toPath: folder(file))
        }
        let template = folder(name + ".eml")
        let list = folder("list.csv")

        let making = try await Self.randomRows(["make", "\(Self.seed)", "\(Self.rows)", template, list])
        try #require(making.status == 0, "\(making.everything)")
        let dryRun = try await Merganser.run(
            ["send", template, list, "--dry-run", folder("dry")], seconds: 600)
        // 1 says that there are invalid rows, and nearly every list has some.
        try #require(dryRun.status == 0 || dryRun.status == 1, "\(dryRun.everything)")
        let verdict = try await Self.randomRows(["verify", list, template, folder("dry")])
        #expect(verdict.status == 0, "\(verdict.everything)")
        print("\(name).eml: \(verdict.output.split(separator: "\n").last ?? "no verdict")")
    }

    private static func randomRows(_ arguments: [String]) async throws -> CommandResult {
        try await Command.run(
            try PythonScript.interpreter(), ["\(PythonScript.servers)/random_rows.py"] + arguments,
            seconds: 800)
    }
}
