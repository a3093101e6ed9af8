import Testing

@testable import Composition

@Suite("Composing can tell which branches of the template a row takes")
struct BranchTests {
    private static func composer(_ message: String, html: String? = nil, marks: Bool = true) throws
        -> Composer
    {
        var settings = CompositionSettings(campaignID: Array("0123456789abcdef".utf8))
        settings.marksBranches = marks
        let source = TemplateSource(
            message: SourceFile(path: "letter.eml", octets: Array(message.utf8)),
            html: html.map { SourceFile(path: "letter.html", octets: Array($0.utf8)) }, root: "/nowhere")
        return try Composer(compiling: source, columns: ["email", "vip", "tags"], settings: settings)
    }

    private static func row(_ cells: String...) -> Row {
        var row = Row(octets: [], ends: [])
        for cell in cells {
            row.octets += cell.utf8
            row.ends.append(Int32(row.octets.count))
        }
        return row
    }

    /// `file:line` of what `row` takes, with a minus for blocks of which it takes nothing.
    private static func taken(_ composer: Composer, _ row: Row) throws -> [String] {
        var scratch = composer.makeScratch()
        var message = Message()
        try composer.compose(row, number: 1, date: 0, scratch: &scratch, into: &message)
        return scratch.takeBranches().subtracting(BranchSet()).map { number in
            let branch = composer.branches[number]
            return (branch.kind == .nothing ? "-" : "") + "\(branch.file):\(branch.line):\(branch.column)"
        }.sorted()
    }

    private static let message = """
        From: a@example.org
        To: {{ email }}
        Subject: A
         {% if vip %}B{% else %}C{% endif %}

        {% if vip == "1" %}one{% elsif vip %}other{% endif %}
        {% case vip %}{% when "1" %}one{% endcase %}
        {% assign list = tags | split: "|" %}{% for tag in list %}{{ tag }}{% endfor %}
        """

    @Test("Each way through if, case and for is a branch with its place, also in a folded header")
    func ways() throws {
        let composer = try Self.composer(Self.message)
        #expect(
            try Self.taken(composer, Self.row("x@example.org", "1", "a|b")) == [
                "letter.eml:4:2", "letter.eml:6:1", "letter.eml:7:15", "letter.eml:8:38",
            ])
        #expect(
            try Self.taken(composer, Self.row("x@example.org", "2", "")) == [
                "-letter.eml:7:1", "-letter.eml:8:38", "letter.eml:4:2", "letter.eml:6:23",
            ])
        #expect(
            try Self.taken(composer, Self.row("x@example.org", "", "a")) == [
                "-letter.eml:6:1", "-letter.eml:7:1", "letter.eml:4:15", "letter.eml:8:38",
            ])
        #expect(composer.branches.count == 9)
    }

    @Test("The text that is made from HTML has no branches of its own, and a constant condition is none")
    func derivedText() throws {
        let composer = try Self.composer(
            "From: a@example.org\nTo: {{ email }}\nSubject: {% if true %}A{% endif %}\n\n",
            html: "<p>\n{% if vip %}<b>{{ vip }}</b>{% endif %}</p>")
        #expect(composer.branches.map(\.line) == [2, 2])
        #expect(try Self.taken(composer, Self.row("x@example.org", "1", "")) == ["letter.html:2:1"])
    }

    @Test("Messages are the same with and without, and without there is nothing to tell")
    func sameMessages() throws {
        for cells in [("1", "a|b"), ("2", ""), ("", "a")] {
            let row = Self.row("x@example.org", cells.0, cells.1)
            var octets: [[UInt8]] = []
            for marks in [true, false] {
                let composer = try Self.composer(Self.message, marks: marks)
                #expect(composer.branches.isEmpty != marks)
                var scratch = composer.makeScratch()
                var message = Message()
                try composer.compose(row, number: 1, date: 0, scratch: &scratch, into: &message)
                octets.append(message.assembled)
            }
            #expect(octets[0] == octets[1])
        }
    }

    @Test("Sets of branches unite, subtract and are equal by what is in them")
    func sets() {
        var first = BranchSet()
        first.insert(3)
        first.insert(130)
        var second = BranchSet()
        second.insert(3)
        #expect(first.subtracting(second) == [130])
        #expect(second.subtracting(first) == [])
        #expect(first.contains(130) && !second.contains(130) && !second.contains(64))
        second.formUnion(first)
        #expect(first == second)
    }
}
