import CSV
import Testing

@Suite("Finding the delimiter")
struct DialectTests {
    @Test(
        "Comma, semicolon, tab and bar are found from the header and the first records",
        arguments: [Dialect.comma, .semicolon, .tab, .bar])
    func candidates(dialect: Dialect) {
        let delimiter = String(decoding: [dialect.delimiter], as: UTF8.self)
        for rows in 0..<3 {
            let lines = ["email", "name"] + (0..<rows).flatMap { ["p\($0)@x.org", "Person"] }
            let list = stride(from: 0, to: lines.count, by: 2).map {
                lines[$0] + delimiter + lines[$0 + 1] + "\n"
            }
            #expect(Reading(list.joined()).dialect == dialect)
        }
    }

    @Test(
        "Other delimiters in values do not mislead",
        arguments: [
            ("name;email;sum\nLovelace, Ada;a@x.org;1,50\nHopper, Grace;g@x.org;2,75\n", Dialect.semicolon),
            ("name, first;email\nLovelace, Ada;a@x.org\nHopper, Grace;g@x.org\n", .semicolon),
            ("email,notes|tags\na@x.org,one|two\nb@x.org,three|four\n", .comma),
            ("email\tnote\na@x.org\tone, two, three; four\n", .tab),
            ("email,note\na@x.org,\"one;two;three\"\nb@x.org,\"a;b;c\"\n", .comma),
            ("email;note\na@x.org;\"one,two\"\nb@x.org;\"three,four\"\n", .semicolon),
            ("email;note\n\"a@x.org\";\"one\n,two\"\n", .semicolon),
        ])
    func misleading(list: String, dialect: Dialect) {
        let reading = Reading(list)
        #expect(reading.dialect == dialect)
        #expect(reading.fault == nil)
    }

    @Test("Bad rows among the first do not change what is found")
    func badRows() {
        let list = "email;name\na@x.org;A\nb@x.org\nc@x.org;C;;\nd@x.org;D\n"
        #expect(Reading(list).dialect == .semicolon)
        let faulty = Reading("email;name\na@x.org;\"A\"x\nb@x.org;B\n")
        #expect(faulty.dialect == .semicolon)
        #expect(faulty.fault?.line == 2)
    }

    @Test("A list of one column is read with commas")
    func oneColumn() {
        #expect(Reading("email\na@x.org\n").dialect == .comma)
        #expect(Reading("").dialect == nil)
    }

    @Test("A given dialect is not questioned")
    func given() {
        let reading = Reading("a;b\n1;2\n", dialect: .comma)
        #expect(reading.dialect == .comma)
        #expect(reading.names == ["a;b"])
    }

    @Test("A spreadsheet's line sep=; names the delimiter and is no header", arguments: ["\n", "\r\n"])
    func separatorLine(lineEnd: String) {
        let reading = Reading("sep=;\(lineEnd)a;b\(lineEnd)1,5;2\(lineEnd)")
        #expect(reading.dialect == .semicolon)
        #expect(reading.names == ["a", "b"])
        #expect(reading.records.map(\.line) == [3])
        #expect(Reading("sep=;x\n1\n").names == ["sep=", "x"])
    }

    @Test("A list longer than what is looked at is judged by whole records, a long quoted one included")
    func longList() {
        let long = String(repeating: "x,y\n", count: 6000)
        #expect(Reading("email;note, if any\na@x.org;\"\(long)\"\n").dialect == .semicolon)
        let many = (0..<4000).map { "p\($0)@x.org|a, b\n" }.joined()
        let reading = Reading("email|name\n" + many)
        #expect(reading.dialect == .bar)
        #expect(reading.records.count == 4000)
    }
}
