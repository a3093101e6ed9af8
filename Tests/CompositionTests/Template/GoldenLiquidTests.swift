import Composition
import Foundation
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
        ("tags, case, mix or and comma separated when expression", "a block that matches twice is shown once"),
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

    @Test("Every case gives the result the suite asks for, but for documented differences")
    func suite() throws {
        let other = ProcessInfo.processInfo.environment["MERGANSER_LIQUID_SUITE"]
        let path = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        guard let data = FileManager.default.contents(atPath: other ?? "/\(path)/shared/corpora/liquid/tests.json"),
            let root = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let tests = root["tests"] as? [[String: Any]]
        else {
            print("corpora not present: liquid")
            #expect(other == nil, "\(other ?? "") cannot be read")
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
        guard other == nil else { return }
        for (name, _) in Self.differences where failed[name] == nil {
            Issue.record("\(name): no longer differs")
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

    private static func item(_ test: [String: Any]) -> Case? {
        guard let name = test["name"] as? String, let template = test["template"] as? String else { return nil }
        var item = Case(name: name, template: template)
        item.isInvalid = test["invalid"] as? Bool ?? false
        item.results = (test["result"] as? String).map { [$0] } ?? test["results"] as? [String] ?? []
        for (name, text) in test["templates"] as? [String: String] ?? [:] {
            item.partials.files[name] = .success(SourceFile(path: name, octets: Array(text.utf8)))
        }
        if case .object(let pairs) = value(test["data"] ?? [String: Any]()) { item.data = pairs }
        return item
    }

    private static func value(_ value: Any) -> TemplateData {
        switch value {
        case let text as String: .text(text)
        case let list as [Any]: .list(list.map(Self.value))
        case let object as [String: Any]:
            .object(object.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) })
        // A truth value comes as a number, too.
        case let number as NSNumber where String(cString: number.objCType) == "c": .boolean(number.boolValue)
        case let number as NSNumber: .number("\(number)")
        default: .nothing
        }
    }
}
