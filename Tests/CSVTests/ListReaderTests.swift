import CSV
import Testing

@Suite("Reading a list")
struct ListReaderTests {
    @Test("Fields are what stands between delimiters, and quotes are taken off")
    func fields() {
        let reading = Reading("name,note\nAda,\"a \"\"dear\"\" friend, from London\"\n,\"\"\n")
        #expect(reading.names == ["name", "note"])
        #expect(reading.rows == [["Ada", "a \"dear\" friend, from London"], ["", ""]])
        #expect(reading.fault == nil)
    }

    @Test(
        "Spaces and tabs at the edge of a field belong to it, quoted or not",
        arguments: [" x", "x ", "\tx", "x\t", "  ", "\t", " x y "])
    func spaces(value: String) {
        #expect(Reading("a,b,c\n1,\(value),3\n").rows == [["1", value, "3"]])
        #expect(Reading("a,b,c\n\(value),2,\(value)\n").rows == [[value, "2", value]])
        #expect(Reading("a,b,c\n1,2,\"\(value)\"").rows == [["1", "2", value]])
        #expect(Reading("a,b\n\(value),\"\(value)\"").rows == [[value, value]])
    }

    @Test("Records after one with spaces at its edges are read like those before it")
    func manyAfterSpaces() {
        let rows = (0..<200).map { ["\($0)", $0 % 70 == 3 ? " x " : "x"] }
        let list = "a,b\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
        #expect(Reading(list).rows == rows)
    }

    @Test("A last line without line end is a record")
    func noLastLineEnd() {
        #expect(Reading("a,b\n1,2").rows == [["1", "2"]])
        #expect(Reading("a,b\n1,").rows == [["1", ""]])
        #expect(Reading("a,b\n1,\"2\"").rows == [["1", "2"]])
    }

    @Test("LF and CR LF end lines, even mixed")
    func lineEnds() {
        let reading = Reading("a,b\r\n1,2\n3,4\r\n")
        #expect(reading.rows == [["1", "2"], ["3", "4"]])
        #expect(reading.records.map(\.original) == [Array("1,2".utf8), Array("3,4".utf8)])
    }

    @Test("Line ends in quotes are part of the value as they stand, a bare CR too")
    func quotedLineEnds() {
        let reading = Reading("a,b\n\"1\r\n2\n\r3\",x\n")
        #expect(reading.rows == [["1\r\n2\n\r3", "x"]])
        #expect(reading.fault == nil)
    }

    @Test("Every record knows the physical line it starts on, past quoted line ends and blank lines")
    func lineNumbers() {
        let reading = Reading("\n\"na\nme\",b\n\n\"1\n\n2\",x\r\n\r\n\n3,y\n4,z")
        #expect(reading.names == ["na\nme", "b"])
        #expect(reading.records.map(\.line) == [5, 10, 11])
        #expect(reading.blankLines == 4)
    }

    @Test("A line of spaces or of delimiters is a record, not a blank line")
    func almostBlank() {
        let reading = Reading("a,b\n  \n,\n")
        #expect(reading.rows == [["  "], ["", ""]])
        #expect(reading.blankLines == 0)
    }

    @Test("Records with too few and too many fields are returned as they are")
    func ragged() {
        #expect(Reading("a,b\n1\n1,2,3\n").rows == [["1"], ["1", "2", "3"]])
    }

    @Test("A list of one column can be read; its empty value must be quoted")
    func oneColumn() {
        let reading = Reading("email\na@x.org\n\n\"\"\nb@x.org\n")
        #expect(reading.rows == [["a@x.org"], [""], ["b@x.org"]])
        #expect(reading.blankLines == 1)
    }

    @Test("A list with a header only has no records")
    func headerOnly() {
        #expect(Reading("a,b").rows == [])
        #expect(Reading("a,b\r\n").fault == nil)
    }

    @Test("Original octets are those of the list without the line end, quoted line ends included")
    func original() {
        let list = "a,b\r\n\"x\r\n\"\"y\"\"\", z \r\n"
        #expect(Reading(list).records.map(\.original) == [Array("\"x\r\n\"\"y\"\"\", z ".utf8)])
    }

    @Test("A field that a record does not have is empty")
    func missingField() {
        let record = Reading("a,b\n1,2\n").records[0]
        #expect(record.field(1).elementsEqual("2".utf8))
        #expect(record.field(2).isEmpty)
        #expect(record.field(-1).isEmpty)
        #expect(Record().field(0).isEmpty)
    }

    @Test("After a fault the records before it are known, and reading on says the same again")
    func faultStays() throws {
        var text: [UInt8] = Array("a,b\n1,2\n3,\"x\"y\n5,6\n".utf8)
        var reader = try ListReader { buffer in
            buffer = text
            text = []
        }
        var record = Record()
        #expect(try reader.next(into: &record))
        let fault = ListFault(line: 3, column: 6, problem: .textAfterQuote(found: "y"))
        #expect(throws: fault) { try reader.next(into: &record) }
        #expect(throws: fault) { try reader.next(into: &record) }
    }

    @Test("What the reader of octets throws is a fault where reading ended, after the records before it")
    func unreadable() throws {
        struct Broken: Error {}
        var pieces: [[UInt8]] = [Array("a,b\n1,2\n3,".utf8)]
        var reader = try ListReader { buffer in
            guard let piece = pieces.popLast() else { throw Broken() }
            buffer = piece
        }
        var record = Record()
        #expect(try reader.next(into: &record))
        #expect(throws: ListFault(line: 3, column: 3, problem: .unreadable("Broken()"))) {
            try reader.next(into: &record)
        }
    }

    @Test("The end is asked for once")
    func endOnce() throws {
        var calls = 0
        var reader = try ListReader { buffer in
            calls += 1
            buffer = calls == 1 ? Array("a\n1\n".utf8) : []
        }
        var record = Record()
        while try reader.next(into: &record) {}
        #expect(try !reader.next(into: &record))
        #expect(calls == 2)
    }

    @Test("No more of a list is taken in than its first records, and then the piece that is being read")
    func noHoarding() throws {
        let line = Array("a@x.org,\"one\ntwo\"\n".utf8)
        var given = 0
        var reader = try ListReader { buffer in
            buffer = given == 0 ? Array("email,note\n".utf8) : given <= 20_000 ? line : []
            given += 1
        }
        let ahead = given
        #expect(ahead * line.count < 1 << 17)
        var record = Record()
        var records = 0
        while try reader.next(into: &record) {
            records += 1
            #expect(given <= max(ahead, records + 2))
        }
        #expect(records == 20_000)
    }
}
