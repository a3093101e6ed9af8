import CSV
import Testing

@Suite("Faults of a list, and where they start")
struct ListFaultTests {
    @Test("A quote that is never closed is reported where it opens, not where the list ends")
    func unclosedQuote() {
        let fault = ListFault(line: 2, column: 3, problem: .unclosedQuote(within: nil))
        #expect(Reading("a,b\n1,\"two\n3,4\n5,6\n").fault == fault)
        #expect(Reading("a,b\n1,\"two").fault == fault)
        #expect(Reading("a,b\n1,\"").fault == fault)
        #expect(Reading("a,b\n1,\"two\"\"\n").fault == fault)
    }

    @Test("An open quote in the second line of a record has that line's number")
    func unclosedQuoteInSecondLine() {
        let fault = ListFault(line: 4, column: 6, problem: .unclosedQuote(within: nil))
        #expect(Reading("a,b\n\n\"x\ny\",z,\"two\n3,4\n").fault == fault)
    }

    @Test("Text after a closing quote is reported where it stands", arguments: ["y", " ", "é", "😀"])
    func textAfterQuote(text: String) throws {
        let found = try #require(text.unicodeScalars.first)
        let problem = ListFault.Problem.textAfterQuote(found: found)
        #expect(Reading("a,b\n1,\"x\"\(text)z\n").fault == ListFault(line: 2, column: 6, problem: problem))
        #expect(Reading("a,b\né,\"x\n\"\(text)\n").fault == ListFault(line: 3, column: 2, problem: problem))
    }

    @Test("A quote inside an unquoted field is reported where it stands")
    func quoteInside() {
        #expect(
            Reading("a,b\n1,5\" pipe\n").fault
                == ListFault(line: 2, column: 4, problem: .quoteInsideField(afterSpaces: false)))
        #expect(
            Reading("a,b\nÅsa, \"Countess, the\"\n").fault
                == ListFault(line: 2, column: 6, problem: .quoteInsideField(afterSpaces: true)))
    }

    @Test("A bare CR inside an unquoted field stops the import, wherever it stands")
    func bareCarriageReturn() {
        func fault(_ line: Int, _ column: Int) -> ListFault {
            ListFault(line: line, column: column, problem: .bareCarriageReturn)
        }
        #expect(Reading("a,b\n1,2\r3\n").fault == fault(2, 4))
        #expect(Reading("a,b\n\r1,2\n").fault == fault(2, 1))
        #expect(Reading("a,b\n1,2\r\r\n").fault == fault(2, 4))
        #expect(Reading("a,b\n1,2\r").fault == fault(2, 4))
        #expect(Reading("a,b\n1,\"x\r\"\r3\n").fault == fault(2, 7))
        #expect(Reading("a,b\n\"x\"\r,3\n").fault == fault(2, 4))
    }

    @Test("A list with the line ends of an old Macintosh is refused at its first line end")
    func oldMacintosh() {
        let reading = Reading("a,b\r1,2\r3,4\r")
        #expect(reading.fault == ListFault(line: 1, column: 4, problem: .bareCarriageReturn))
    }

    @Test("NUL stops the import, inside and outside quotes")
    func nul() {
        let problem = ListFault.Problem.nul(likely: nil)
        #expect(Reading("a,b\n1,x\0y\n").fault == ListFault(line: 2, column: 4, problem: problem))
        #expect(Reading("a,b\n1,\"\n\0\"\n").fault == ListFault(line: 3, column: 1, problem: problem))
        #expect(Reading("a\0,b\n").fault == ListFault(line: 1, column: 2, problem: problem))
    }

    @Test("A field may be as long as the limit, not longer, quoted or not")
    func fieldLimit() {
        let limits = Limits(field: 10)
        let (fits, tooLong) = (String(repeating: "x", count: 10), String(repeating: "x", count: 11))
        #expect(Reading("a,b\n\(fits),\"\(fits)\"", limits: limits).rows == [[fits, fits]])
        #expect(Reading("a,b\n\"\(fits)\",\(fits)\n", limits: limits).rows == [[fits, fits]])
        let fault = ListFault(line: 2, column: 3, problem: .fieldTooLong(limit: 10))
        #expect(Reading("a,b\n1,\(tooLong)\n", limits: limits).fault == fault)
        #expect(Reading("a,b\n1,\(tooLong)xx", limits: limits).fault == fault)
        #expect(Reading("a,b\n1,\(tooLong),\"", limits: limits).fault == fault)
        #expect(Reading("a,b\n1,\"\(tooLong)\"", limits: limits).fault == fault)
        #expect(
            Reading("a,b\n1,\"\(tooLong)x\n", limits: limits).fault
                == ListFault(line: 2, column: 3, problem: .unclosedQuote(within: 10)))
    }

    @Test("A list of one gigabyte after an open quote is given up at the longest field, where it opens")
    func openQuoteInLongList() throws {
        var pieces = 0
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        var reader = try ListReader { buffer in
            pieces += 1
            buffer = pieces == 1 ? Array("a,b\n1,\"".utf8) : pieces < 16384 ? filler + [0x0A] : []
        }
        var record = Record()
        #expect(throws: ListFault(line: 2, column: 3, problem: .unclosedQuote(within: 1 << 20))) {
            try reader.next(into: &record)
        }
        #expect(pieces <= 20)
    }

    @Test("A line without end is given up at the longest record")
    func endlessLine() {
        let limits = Limits(field: 8, record: 64)
        let line = String(repeating: "abc,", count: 20)
        let fault = ListFault(line: 2, column: 1, problem: .recordTooLong(limit: 64))
        #expect(Reading("a,b\n\(line)\n", dialect: .comma, limits: limits).fault == fault)
        #expect(Reading("a,b\n\(line)", dialect: .comma, limits: limits).fault == fault)
    }

    @Test("A record may be as long as the limit, its line end included")
    func recordLimit() {
        let limits = Limits(field: 64, record: 16)
        #expect(Reading("a,b\n1234567,1234567\n", limits: limits).rows.count == 1)
        #expect(Reading("a,b\n1234567,12345678", limits: limits).rows.count == 1)
        #expect(
            Reading("a,b\n1234567,12345678\n", limits: limits).fault
                == ListFault(line: 2, column: 1, problem: .recordTooLong(limit: 16)))
    }

    @Test("A line end that the end of the longest record would cut is not called a bare CR")
    func cutLineEnd() {
        #expect(
            Reading("a,b\n1234567,1234567\r\n", limits: Limits(field: 64, record: 16)).fault
                == ListFault(line: 2, column: 1, problem: .recordTooLong(limit: 16)))
    }

    @Test("A letter that the end of the longest record would cut is not called an encoding fault")
    func cutLetter() {
        let list = "a,b\n" + String(repeating: "é", count: 30)
        #expect(
            Reading(list, dialect: .comma, limits: Limits(field: 64, record: 15)).fault
                == ListFault(line: 2, column: 1, problem: .recordTooLong(limit: 15)))
    }

    @Test("A record has as many fields as the limit, or is a fault")
    func tooManyFields() {
        let limits = Limits(fieldsPerRecord: 3)
        #expect(Reading("a,b,c\n1,2,3\n", limits: limits).rows == [["1", "2", "3"]])
        #expect(
            Reading("a,b,c\n1,2,3,4,5\n", limits: limits).fault
                == ListFault(line: 2, column: 1, problem: .tooManyFields(limit: 3)))
    }
}
