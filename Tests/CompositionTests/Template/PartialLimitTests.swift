import Testing

@testable import Composition

@Suite("Limits of partials")
struct PartialLimitTests {
    private func problems(_ template: String, _ files: [String: String], limits: Program.Limits = .standard)
        -> [TemplateFault.Problem]
    {
        var partials = Partials()
        for (name, text) in files {
            partials.files[name] = .success(SourceFile(path: name, octets: Array(text.utf8)))
        }
        var faults: [TemplateFault] = []
        _ = Program.compile(
            Array(template.utf8)[...], file: "t", line: 1, column: 1, columns: ColumnTable(["n"]),
            place: .plainText, limits: limits, partials: partials, faults: &faults)
        return faults.map(\.problem)
    }

    @Test("Partials may lie as deep in each other as the limit says, and no deeper")
    func depth() {
        var files: [String: String] = [:]
        for number in 1...20 { files["p\(number)"] = "{% render 'p\(number + 1)' %}" }
        let limit = Program.Limits.standard.partialDepth
        files["p\(limit)"] = "end"
        #expect(problems("{% render 'p1' %}", files).isEmpty)
        files["p\(limit)"] = "{% render 'p\(limit + 1)' %}"
        files["p\(limit + 1)"] = "end"
        #expect(problems("{% render 'p1' %}", files) == [.partialsTooDeep(limit: limit)])
    }

    @Test("Partials that render each other in a ring are told, however long the ring is")
    func ring() {
        let two = ["a": "{% render 'b' %}", "b": "{% render 'a' %}"]
        #expect(problems("{% render 'a' %}", two).contains(.recursivePartial("a")))
        #expect(problems("{% render 'a' %}", ["a": "{% include 'a' %}"]).contains(.recursivePartial("a")))
    }

    @Test("A few files that render each other often cannot make a template of millions of pieces")
    func count() {
        var files = ["p9": "end"]
        for number in 1...8 {
            files["p\(number)"] = String(repeating: "{% render 'p\(number + 1)' %}", count: 10)
        }
        let limit = Program.Limits.standard.partials
        let found = problems("{% render 'p1' %}", files)
        #expect(found.contains(.tooManyPartials(limit: limit)))
        #expect(found.count < 10)
    }

    @Test("A partial in a loop counts once, and its turns count as those of the loop")
    func loops() {
        let template = "{% for i in (1..5000) %}{% render 'p', i: i %}{% endfor %}"
        #expect(problems(template, ["p": "{{ i }}"]).isEmpty)
    }
}
