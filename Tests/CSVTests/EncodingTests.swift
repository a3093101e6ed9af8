import CSV
import Testing

@Suite("The encoding of a list")
struct EncodingTests {
    private static let text = "name,city\r\nJosé,\"Malmö\n😀\"\r\n"
    private static let rows = [["José", "Malmö\n😀"]]

    private static func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
        let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
        return units.flatMap { unit in
            let octets = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            return bigEndian ? octets.reversed() : octets
        }
    }

    @Test("A byte-order mark is no part of the first name, quoted or not")
    func mark() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(Reading(mark + Array(Self.text.utf8)).names == ["name", "city"])
        #expect(Reading(mark + Array("\"name\",city\n".utf8)).names == ["name", "city"])
        #expect(Reading(mark + Array("a,b\n".utf8)).fault == nil)
    }

    @Test("UTF-16 is read by its mark, in both orders", arguments: [false, true])
    func utf16(bigEndian: Bool) {
        let reading = Reading(Self.utf16(Self.text, bigEndian: bigEndian))
        #expect(reading.names == ["name", "city"])
        #expect(reading.rows == Self.rows)
        #expect(reading.records.map(\.original) == [Array("José,\"Malmö\n😀\"".utf8)])
    }

    @Test("UTF-16 can be asked for when the mark is missing", arguments: ["UTF-16LE", "utf-16le"])
    func utf16Asked(encoding: String) {
        let list = Self.utf16(Self.text, bigEndian: false, mark: false)
        #expect(Reading(list, encoding: encoding).rows == Self.rows)
    }

    @Test("UTF-16 without mark is recognised and named", arguments: [false, true])
    func utf16Unmarked(bigEndian: Bool) {
        let fault = Reading(Self.utf16(Self.text, bigEndian: bigEndian, mark: false)).fault
        #expect(fault?.problem == .nul(likely: bigEndian ? "UTF-16BE" : "UTF-16LE"))
        #expect(fault?.line == 1)
    }

    @Test("UTF-16 that ends in the middle of a character is a fault after the records before it")
    func utf16Cut() {
        let whole = Self.utf16("a,b\n1,2\n3,😀", bigEndian: false)
        let reading = Reading(Array(whole.dropLast(2)))
        #expect(reading.rows == [["1", "2"]])
        #expect(
            reading.fault
                == ListFault(
                    line: 3, column: 3,
                    problem: .notInEncoding(encoding: "UTF-16LE", octet: 0x3D, offset: whole.count - 4)))
    }

    @Test("An octet that is not UTF-8 is named with line, column and offset")
    func notUTF8() {
        let list = Array("name,city\nÅsa,Malm".utf8) + [0xF6] + Array(",\n".utf8)
        let reading = Reading(list)
        #expect(
            reading.fault
                == ListFault(line: 2, column: 9, problem: .notUTF8(octet: 0xF6, offset: 19)))
        let marked = Reading([0xEF, 0xBB, 0xBF] + list)
        #expect(marked.fault?.problem == .notUTF8(octet: 0xF6, offset: 22))
        #expect(marked.fault?.column == 9)
    }

    @Test(
        "No form of broken UTF-8 passes",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0xAF],
            [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func brokenUTF8(octets: [UInt8]) {
        for quote in ["", "\""] {
            let list = Array("a,b\n1,\(quote)é".utf8) + octets + Array("\(quote)\n".utf8)
            let offset = 8 + quote.utf8.count
            #expect(
                Reading(list).fault
                    == ListFault(
                        line: 2, column: 4 + quote.utf8.count,
                        problem: .notUTF8(octet: octets[0], offset: offset)))
        }
    }

    @Test("A list in windows-1252 is read when that is said")
    func windows1252() {
        let list = Array("name,sum\nJos".utf8) + [0xE9, 0x2C, 0x80] + Array("5\n".utf8)
        #expect(Reading(list, encoding: "windows-1252").rows == [["José", "€5"]])
        #expect(Reading(list).fault?.problem == .notUTF8(octet: 0xE9, offset: 12))
    }

    @Test("An octet without meaning in the encoding is named, after the records before it")
    func meaningless() {
        let list = Array("a,b\n1,".utf8) + [0xE9] + Array("\n3,x".utf8) + [0x81] + Array("\n".utf8)
        let reading = Reading(list, encoding: "windows-1252")
        #expect(reading.rows == [["1", "é"]])
        #expect(
            reading.fault
                == ListFault(
                    line: 3, column: 4,
                    problem: .notInEncoding(encoding: "windows-1252", octet: 0x81, offset: 11)))
    }

    @Test("A letter that an encoding holds back at the end is not lost")
    func heldBack() {
        #expect(Reading("a,b\n1,e", encoding: "windows-1258").rows == [["1", "e"]])
    }

    @Test(
        "An unknown encoding is refused, and so are instructions to iconv",
        arguments: ["klingon", "", "ASCII//IGNORE"])
    func unknown(encoding: String) {
        #expect(
            Reading("a,b\n", encoding: encoding).fault
                == ListFault(line: 1, column: 1, problem: .unknownEncoding(encoding)))
    }

    @Test("A mark that contradicts the encoding asked for is a fault; one that agrees is not")
    func contradiction() {
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("a,b\n".utf8)
        #expect(
            Reading(marked, encoding: "windows-1252").fault?.problem
                == .contradictingMark(encoding: "windows-1252", mark: "UTF-8"))
        #expect(Reading(marked, encoding: "utf8").fault == nil)
        let wide = Self.utf16(Self.text, bigEndian: true)
        #expect(Reading(wide, encoding: "UTF-16").rows == Self.rows)
        #expect(
            Reading(wide, encoding: "UTF-16LE").fault?.problem
                == .contradictingMark(encoding: "UTF-16LE", mark: "UTF-16BE"))
    }
}
