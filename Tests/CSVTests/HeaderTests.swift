import CSV
import Testing

@Suite("The header of a list")
struct HeaderTests {
    @Test("White space around names is taken off, also that of web pages")
    func trimming() {
        #expect(Reading(" a ,\t b c\u{A0},\" d\n\",\u{FEFF}e\n").names == ["a", "b c", "d", "e"])
    }

    @Test("An empty list has no header", arguments: ["", "\n", "\r\n\n", "\u{FEFF}"])
    func empty(list: String) {
        #expect(Reading(list).fault?.problem == .noHeader)
    }

    @Test("A name that is empty is a fault where it should stand", arguments: ["a,,b", "a, ,b", "a,\"\",b"])
    func emptyName(header: String) {
        #expect(Reading(header).fault == ListFault(line: 1, column: 3, problem: .emptyName(field: 2)))
    }

    @Test("A delimiter too many at the end is an empty name")
    func trailingDelimiter() {
        #expect(Reading("a,b,\n").fault == ListFault(line: 1, column: 5, problem: .emptyName(field: 3)))
    }

    @Test("A name that comes twice is a fault where it comes again")
    func duplicate() {
        #expect(
            Reading("a,\"b\n\", b\n").fault
                == ListFault(line: 2, column: 3, problem: .duplicateName(name: "b", first: 2, field: 3)))
    }

    @Test("Names that differ in octets are different, even if they look the same")
    func sameLook() {
        let names = Reading("caf\u{E9},cafe\u{301},Cafe\n").names
        #expect(names.map { Array($0.utf8).count } == [5, 6, 4])
    }

    @Test("The header keeps its octets and its line")
    func original() throws {
        var text: [UInt8] = Array("\n \"a\",b\r\n1,2\r\n".dropFirst(0).utf8)
        text.remove(at: 1)
        let reader = try ListReader { buffer in
            buffer = text
            text = []
        }
        #expect(reader.header.original == Array("\"a\",b".utf8))
        #expect(reader.header.line == 2)
    }
}
