import Composition
import Foundation
import Testing

/// The public conformance suite of Liquid, as far as lists can express it.
///
/// Its data become columns: text and numbers as they are, those inside objects under names with dots
/// (`product.title`), arrays of texts and numbers as one cell that is split before the template begins. Names that
/// the data do not have become empty columns, since a name nobody knows is a fault here. Cases that need other
/// data, or tags and filters that do not exist yet, are left out and counted.
@Suite("Golden Liquid")
struct GoldenLiquidTests {
    /// Where the language differs on purpose, and cases that go by a detail of it.
    static let differences: [String: String] = {
        let number = "text that is no number makes the row invalid instead of counting as zero"
        let strict = "what other Liquids ignore is a fault"
        return [
            "filters, abs, string not a number": number,
            "filters, at least, left value not a number": number,
            "filters, divided by, string not a number": number,
            "filters, floor, string not a number": number,
            "filters, minus, string not a number": number,
            "filters, modulo, string not a number": number,
            "tags, case, mix or and comma separated when expression":
                "a block that matches twice is shown once",
            "tags, case, unexpected when token": strict,
            "tags, for, parentloop is normally undefined": strict,
            "tags, if, extra else blocks are ignored": strict,
            "tags, unless, else tag expressions are ignored": strict,
            "tags, unless, extra elsif blocks are ignored": strict,
        ]
    }()

    struct Case {
        var name: String
        var template: String
        var cells: [(name: String, value: String)] = []
        var results: [String] = []
        var isInvalid = false
        /// Names of objects, which no column is.
        var objects: Set<String> = []
    }

    enum Verdict: Equatable {
        case passed
        case failed(String)
        case unsupported
        case inexpressible
    }

    @Test("Every case that can be expressed gives the result the suite asks for, but for known differences")
    func suite() throws {
        let path = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        guard let data = FileManager.default.contents(atPath: "/\(path)/shared/corpora/liquid/tests.json"),
            let root = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let tests = root["tests"] as? [[String: Any]]
        else {
            print("corpora not present: liquid")
            return
        }
        var (passed, unsupported, inexpressible) = (0, 0, 0)
        var failed: [String: String] = [:]
        for test in tests {
            guard let item = Self.item(test) else {
                inexpressible += 1
                continue
            }
            switch Self.run(item) {
            case .passed: passed += 1
            case .unsupported: unsupported += 1
            case .inexpressible: inexpressible += 1
            case .failed(let found): failed[item.name] = found
            }
        }
        print(
            """
            golden liquid: \(tests.count) cases: \(passed) passed, \(failed.count) differ, \
            \(unsupported) need tags or filters that do not exist yet, \(inexpressible) need other data
            """)
        for (name, found) in failed.sorted(by: { $0.key < $1.key }) where Self.differences[name] == nil {
            Issue.record("\(name): \(found)")
        }
        for name in Self.differences.keys where failed[name] == nil {
            Issue.record("\(name): no longer differs")
        }
    }

    private static func run(_ item: Case) -> Verdict {
        var names = item.cells.map(\.name)
        var faults: [TemplateFault] = []
        var program = compile(item.template, names, &faults)
        var unknown: Set<String> = []
        while case let more = Set(faults.compactMap(\.unknownName)), !more.isSubset(of: unknown) {
            unknown.formUnion(more)
            names = item.cells.map(\.name) + unknown.sorted()
            program = compile(item.template, names, &faults)
        }
        if faults.contains(where: \.isUnsupported) { return .unsupported }
        guard unknown.isDisjoint(with: item.objects) else { return .inexpressible }
        // `product.age`, where the object has no such part, or `product .title`.
        if faults.contains(where: { $0.isPart(ofOneOf: item.objects) }) { return .inexpressible }
        guard faults.isEmpty else { return item.isInvalid ? .passed : .failed("\(faults)") }
        var output: [UInt8] = []
        var scratch = RenderScratch()
        do {
            try program.render(Liquid.row(item.cells.map(\.value)), into: &output, scratch: &scratch)
        } catch {
            return item.isInvalid ? .passed : .failed("\(error)")
        }
        let found = String(decoding: output, as: UTF8.self)
        guard !item.isInvalid else { return .failed("valid: \(found)") }
        return item.results.contains { $0.utf8.elementsEqual(found.utf8) }
            ? .passed : .failed("\(item.template) \(item.cells) gives \(found)")
    }

    private static func compile(_ template: String, _ names: [String], _ faults: inout [TemplateFault])
        -> Program
    {
        faults = []
        return Program.compile(
            Array(template.utf8)[...], file: "golden", line: 1, column: 1, columns: ColumnTable(names),
            place: .plainText, faults: &faults)
    }

    // MARK: Reading the suite

    private static func item(_ test: [String: Any]) -> Case? {
        guard let name = test["name"] as? String, let template = test["template"] as? String,
            test["templates"] == nil
        else { return nil }
        var item = Case(name: name, template: template)
        item.isInvalid = test["invalid"] as? Bool ?? false
        item.results = (test["result"] as? String).map { [$0] } ?? test["results"] as? [String] ?? []
        for (key, value) in (test["data"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard add(value, named: key, to: &item) else { return nil }
        }
        return item
    }

    private static func add(_ value: Any, named name: String, to item: inout Case) -> Bool {
        if let object = value as? [String: Any], !object.isEmpty {
            item.objects.insert(name)
            return object.sorted { $0.key < $1.key }.allSatisfy {
                add($0.value, named: "\(name).\($0.key)", to: &item)
            }
        }
        if let list = value as? [Any], !name.contains(".") {
            let parts = list.compactMap { cell($0) }
            guard parts.count == list.count, !parts.contains(""), name.utf8.allSatisfy({ $0 != 0x2D }) else {
                return false
            }
            item.cells.append((name, parts.joined(separator: "\u{1F}")))
            item.template = "{% assign \(name) = \(name) | split: '\u{1F}' %}" + item.template
            return true
        }
        guard let cell = cell(value) else { return false }
        item.cells.append((name, cell))
        return true
    }

    private static func cell(_ value: Any) -> String? {
        if value is NSNull { return "" }
        if let text = value as? String { return text }
        guard let number = value as? NSNumber, isNumber(number) else { return nil }
        return "\(number)"
    }

    /// A truth value comes as a number, too.
    private static func isNumber(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) != "c"
    }
}

extension TemplateFault {
    fileprivate var unknownName: String? {
        guard case .unknownName(let name, _) = problem else { return nil }
        return name
    }

    fileprivate func isPart(ofOneOf objects: Set<String>) -> Bool {
        guard case .unknownProperty(_, of: let object) = problem else { return false }
        return objects.contains(object)
    }

    fileprivate var isUnsupported: Bool {
        switch problem {
        case .unsupportedTag, .unsupportedFilter: true
        default: false
        }
    }
}
