import Composition
import Foundation
import TestSupport
import Testing

/// The public conformance suite of Liquid, run whole.
///
/// `MERGANSER_LIQUID_SUITE=/path/to/tests.json` runs another file of the same format.
@Suite("Golden Liquid")
struct GoldenLiquidTests {
    private static let number = "text that is no number makes the row invalid instead of counting as zero"
    private static let strict = "what other Liquids ignore is a fault"

    /// The cases that differ on purpose, by the beginning of their names, with the reason.
    static let differences: [(name: String, reason: String)] = [
        ("filters, abs, string not a number", number),
        ("filters, at least, left value not a number", number),
        ("filters, divided by, string not a number", number),
        ("filters, floor, string not a number", number),
        ("filters, minus, string not a number", number),
        ("filters, modulo, string not a number", number),
        (
            "tags, case, mix or and comma separated when expression",
            "a block that matches twice is shown once"
        ),
        ("tags, case, unexpected when token", strict),
        ("tags, if, extra else blocks are ignored", strict),
        ("tags, unless, else tag expressions are ignored", strict),
        ("tags, unless, extra elsif blocks are ignored", strict),
    ]

    struct Case {
        var name: String
        var template: String
        var data: [(key: String, value: TemplateData)] = []
        var partials = Partials()
        var results: [String] = []
        var isInvalid = false
    }

    private static let corpus = "liquid/tests.json"
    /// Another file of the same form.
    private static let other = ProcessInfo.processInfo.environment["MERGANSER_LIQUID_SUITE"]

    @Test(
        "Every case gives the result the suite asks for, but for documented differences",
        .enabled(if: other != nil || Corpora.has(corpus), "corpora not present: liquid"))
    func suite() throws {
        let path = Self.other ?? Corpora.path(Self.corpus)
        guard
            case .object(let root)? = OrderedJSON.read(
                Array(try Data(contentsOf: URL(fileURLWithPath: path)))),
            case .list(let tests)? = root.first(where: { $0.key == "tests" })?.value
        else {
            Issue.record("\(path) is no list of tests")
            return
        }
        var passed = 0
        var failed: [String: String] = [:]
        for item in tests.compactMap(Self.item) {
            if let found = Self.fault(item) { failed[item.name] = found } else { passed += 1 }
        }
        let known = failed.keys.filter { name in Self.differences.contains { $0.name == name } }
        print(
            """
            golden liquid: \(passed) passed, \(known.count) documented differences, \
            \(failed.count - known.count) failed, \(tests.count) in all
            """)
        for (name, found) in failed.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
            Issue.record("\(name): \(found)")
        }
        guard Self.other == nil else { return }
        for (name, _) in Self.differences where failed[name] == nil {
            Issue.record("\(name): no longer differs")
        }
    }

    @Test("Every case of our own, on what half of the suite passes over, gives what Liquid 5 gives")
    func ownCases() throws {
        let data = try #require(FileManager.default.contents(atPath: GoldenFiles.path("liquid.json")))
        guard case .object(let root)? = OrderedJSON.read(Array(data)),
            case .list(let tests)? = root.first(where: { $0.key == "tests" })?.value
        else {
            Issue.record("liquid.json cannot be read")
            return
        }
        #expect(tests.count > 100)
        for item in tests.compactMap(Self.item) {
            if let found = Self.fault(item) { Issue.record("\(item.name): \(found)") }
        }
    }

    /// What is wrong with the result of a case; nil when nothing is.
    private static func fault(_ item: Case) -> String? {
        var faults: [TemplateFault] = []
        let program = Program.compile(
            Array(item.template.utf8)[...], file: "golden", line: 1, column: 1, columns: ColumnTable([]),
            place: .plainText, partials: item.partials, data: item.data, faults: &faults)
        guard faults.isEmpty else { return item.isInvalid ? nil : "\(item.template) \(faults)" }
        var output: [UInt8] = []
        var scratch = RenderScratch()
        do {
            try program.render(Row(octets: [], ends: []), into: &output, scratch: &scratch)
        } catch {
            return item.isInvalid ? nil : "\(item.template) \(error)"
        }
        let found = String(decoding: output, as: UTF8.self)
        guard !item.isInvalid else { return "\(item.template) is valid: \(found)" }
        return item.results.contains { $0.utf8.elementsEqual(found.utf8) }
            ? nil : "\(item.template) \(item.data) gives \(found) instead of \(item.results)"
    }

    // MARK: Reading the suite

    private static func item(_ test: TemplateData) -> Case? {
        guard case .object(let pairs) = test else { return nil }
        var item = Case(name: "", template: "")
        for (key, value) in pairs {
            switch (key, value) {
            case ("name", .text(let name)): item.name = name
            case ("template", .text(let template)): item.template = template
            case ("invalid", .boolean(let isInvalid)): item.isInvalid = isInvalid
            case ("result", .text(let result)): item.results = [result]
            case ("results", .list(let results)):
                item.results = results.compactMap { if case .text(let text) = $0 { text } else { nil } }
            case ("data", .object(let data)): item.data = data
            case ("templates", .object(let partials)):
                for case (let name, .text(let text)) in partials {
                    item.partials.files[name] = .success(SourceFile(path: name, octets: Array(text.utf8)))
                }
            default: break
            }
        }
        return item
    }
}
