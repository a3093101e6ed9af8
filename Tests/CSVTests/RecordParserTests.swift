import CSV
import Testing

@Suite("Parsing a stored record again")
struct RecordParserTests {
    @Test(
        "A record's original octets give the same fields again",
        arguments: [
            "1,2", "\"a\",\" b \"", " a , b ", "\"x\r\ny\n\rz\",\"\"\"\"", ",", "é,\"日本\"", "a", "\"\"", " ",
            "1,2,",
        ])
    func again(original: String) throws {
        let reading = Reading("h,i,j\n\(original)\n", dialect: .comma)
        let parser = RecordParser(dialect: .comma)
        var record = Record()
        for _ in 0..<2 {
            try parser.parse(reading.records[0].original, line: 2, into: &record)
            #expect(record == reading.records[0])
        }
    }

    @Test("Octets that are lent are parsed the same way")
    func span() throws {
        let original: [UInt8] = Array("1;\"a;b\"".utf8)
        var (record, other) = (Record(), Record())
        let parser = RecordParser(dialect: .semicolon)
        try parser.parse(original.span, into: &record)
        try parser.parse(original, into: &other)
        #expect(record == other)
        #expect(record.field(1).elementsEqual("a;b".utf8))
    }

    @Test("No octets are a record without fields")
    func empty() throws {
        var record = Reading("a\n1\n").records[0]
        try RecordParser(dialect: .comma).parse([], into: &record)
        #expect(record.fieldCount == 0)
    }

    @Test(
        "What is not one well-formed record is a fault, and the parser is ready for the next",
        arguments: [
            ("1,\"x", 1, 3, ListFault.Problem.unclosedQuote(within: nil)),
            ("1,\"x\"y", 1, 6, .textAfterQuote(found: "y")),
            ("1,x\"", 1, 4, .quoteInsideField(afterSpaces: false)),
            ("1,2\n3,4", 1, 4, .lineEndInRecord),
            ("\"1\n\",2\n3,4", 2, 4, .lineEndInRecord),
            ("1,2\n", 1, 4, .lineEndInRecord),
            ("\n1,2", 1, 1, .lineEndInRecord),
            ("1,2\r3", 1, 4, .bareCarriageReturn),
            ("\r", 1, 1, .bareCarriageReturn),
            ("1,\0", 1, 3, .nul(likely: nil)),
        ])
    func faults(original: String, line: Int, column: Int, problem: ListFault.Problem) throws {
        let parser = RecordParser(dialect: .comma)
        var record = Record()
        let fault = ListFault(line: line + 6, column: column, problem: problem)
        #expect(throws: fault) { try parser.parse(Array(original.utf8), line: 7, into: &record) }
        for next in ["1,2", "\"1\",2"] {
            try parser.parse(Array(next.utf8), into: &record)
            #expect(record.octets == Array("12".utf8))
            #expect(record.ends == [1, 2])
        }
    }

    @Test("Damaged octets from a store are found, with their offset in the record")
    func damaged() {
        var record = Record()
        let fault = ListFault(line: 1, column: 3, problem: .notUTF8(octet: 0xFF, offset: 2))
        #expect(throws: fault) { try RecordParser(dialect: .comma).parse([0x31, 0x2C, 0xFF], into: &record) }
    }

    @Test("Limits hold for stored records, too")
    func limits() {
        let parser = RecordParser(dialect: .comma, limits: Limits(field: 4, record: 8))
        var record = Record()
        func fault(_ octets: String) -> ListFault? {
            do throws(ListFault) {
                try parser.parse(Array(octets.utf8), into: &record)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault("abcd,efg") == nil)
        #expect(fault("a,efghi") == ListFault(line: 1, column: 3, problem: .fieldTooLong(limit: 4)))
        #expect(fault("abcd,efgh") == ListFault(line: 1, column: 1, problem: .recordTooLong(limit: 8)))
        #expect(fault("\"abcdefg") == ListFault(line: 1, column: 1, problem: .unclosedQuote(within: 4)))
        #expect(fault("1,2") == nil)
    }
}
