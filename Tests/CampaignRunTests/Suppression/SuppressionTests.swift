import Composition
import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("A suppression list")
struct SuppressionTests {
    private static let key = KeyedHash(key0: 3, key1: 4)

    private static func suppression(_ octets: [UInt8]) throws -> Suppression {
        let folder = try TemporaryFolder()
        return try Suppression(reading: [folder.write("gone.txt", octets)], key: key)
    }

    private static func suppression(_ text: String) throws -> Suppression {
        try suppression(Array(text.utf8))
    }

    private static func matched(_ addresses: [String], by suppression: Suppression) throws -> [String] {
        try addresses.filter { suppression.match(try EmailAddress(parsing: Array($0.utf8))) != nil }
    }

    @Test("Addresses match with ASCII case aside, domains as the DNS knows them, and nothing else does")
    func matching() throws {
        let suppression = try Self.suppression(
            """
            # who asked to be left alone

            Ada@Example.com
              bo@MÜNCHEN.example\t
            zoë@bücher.example
            @firm.example
            @.group.example
            """)
        let addresses = [
            "ada@example.com", "ADA@EXAMPLE.COM", "bo@xn--mnchen-3ya.example", "zoë@xn--bcher-kva.example",
            "zoë@Bücher.example", "any@firm.example", "any@Firm.Example", "any@a.group.example",
            "any@b.a.group.example",
        ]
        #expect(try Self.matched(addresses, by: suppression) == addresses)
        let others = [
            "adam@example.com", "ada@mail.example.com", "ada@example.org", "any@sub.firm.example",
            "any@myfirm.example", "any@group.example", "zoe@bücher.example",
        ]
        #expect(try Self.matched(others, by: suppression) == [])
    }

    @Test("A match says which list it was, and whether it was the domain")
    func told() throws {
        let folder = try TemporaryFolder()
        let first = try folder.write("first", "a@x.example\n")
        let second = try folder.write("second", "@x.example")
        let suppression = try Suppression(reading: [first, second], key: Self.key)
        #expect(
            suppression.match(try EmailAddress(parsing: Array("A@x.example".utf8)))
                == Suppression.Match(list: first, isDomain: false))
        #expect(
            suppression.match(try EmailAddress(parsing: Array("b@x.example".utf8)))
                == Suppression.Match(list: second, isDomain: true))
        #expect(suppression.lastingPaths == [first, second])
    }

    @Test(
        "What a line may be: any line end, white space around it, a byte order mark, no line end at the last",
        arguments: [
            Array("a@x.example\r\nb@x.example\r\n".utf8),
            [0xEF, 0xBB, 0xBF] + Array("a@x.example\nb@x.example".utf8),
            Array("\n\n  a@x.example  \n#c@x.example\n\tb@x.example\n\n".utf8),
        ])
    func lines(_ octets: [UInt8]) throws {
        let suppression = try Self.suppression(octets)
        let all = ["a@x.example", "b@x.example", "c@x.example"]
        #expect(try Self.matched(all, by: suppression) == ["a@x.example", "b@x.example"])
    }

    @Test(
        "A file of nothing but comments, or of nothing, suppresses nobody",
        arguments: ["", "\n", "# nobody\n", "#"])
    func nobody(_ text: String) throws {
        #expect(try Self.matched(["a@x.example"], by: try Self.suppression(text)) == [])
    }

    @Test(
        "A CSV file with a header has its column of addresses read",
        arguments: [
            "Name,E-Mail\n\"Ada, Countess\",ada@x.example\nBo,@y.example\nCy,\n",
            "# from the shop\nemail\tname\nada@x.example\tAda\nb@y.example\tBo\n",
            "Address;Email Address\n1 Main Street;ada@x.example\nHome;b@y.example\n",
            "email\nada@x.example\nb@y.example\n",
        ])
    func table(_ text: String) throws {
        let addresses = ["ada@x.example", "b@y.example"]
        #expect(try Self.matched(addresses + ["c@z.example"], by: try Self.suppression(text)) == addresses)
    }

    @Test("A CSV file in UTF-16 is read as a list is")
    func utf16() throws {
        let text = "email,name\r\nada@x.example,Zoë\r\n"
        let octets =
            [0xFF, 0xFE] + text.utf16.flatMap { (unit) -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try Self.matched(["ada@x.example"], by: try Self.suppression(octets)) == ["ada@x.example"])
    }

    @Test("Every line that is no entry is told with its number; nothing is passed over")
    func faults() throws {
        let text = "a@x.example\nexample.com\na@x@y.example\nb@x.example,Bo\nsha256:12\n@\nsha256:AB:CD\n"
        do {
            _ = try Self.suppression(text)
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.faults.map(\.line) == [2, 3, 4, 5, 6, 7])
            #expect(faults.faults.first?.problem == .noAtSign)
            #expect(faults.faults[3].problem == .malformedHash && faults.faults[5].problem == .malformedHash)
        }
        do {
            _ = try Self.suppression("\nName,Street\nAda,Main\n")
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.faults.map(\.problem) == [.noAddressColumn(["Name", "Street"])])
            #expect(faults.faults.map(\.line) == [2])
        }
        do {
            _ = try Self.suppression("email,name\nada@x.example,Ada\nnobody,Bo\n")
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.faults.map(\.line) == [3] && faults.count == 1)
        }
        do {
            _ = try Self.suppression("a@x.example\n" + String(repeating: "nobody\n", count: 50))
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.faults.count == SuppressionFaults.kept && faults.count == 50)
        }
    }

    @Test(
        "Hashes suppress what they were made of, and do not show it; those of one salt are the same each time"
    )
    func hashes() throws {
        let folder = try TemporaryFolder()
        let plain = try folder.write("plain", "Ada@X.example\n@firm.example\n@.group.example\n")
        let salt = try #require(SuppressionSalt(parsing: "000102030405060708090a0b0c0d0e0f"))
        func hashed(_ path: String, _ salt: SuppressionSalt?) throws -> [String] {
            var lines: [String] = []
            try SuppressionHashing(salt: salt).run(path) { lines.append($0) }
            return lines
        }
        let lines = try hashed(plain, salt)
        // SHA-256 of the salt and `ada@x.example`, as any other program makes it.
        #expect(
            lines.first
                == "sha256:000102030405060708090a0b0c0d0e0f:"
                + "a6e6a34586391ff9a8ff830f6c89a6faaa1b95e801d85e562e4bbb79e0e89df3")
        let path = try folder.write("hashed", lines.joined(separator: "\n"))
        #expect(try hashed(path, nil) == lines, "hashes stay what they are")
        #expect(try hashed(plain, nil) != lines, "each run has a salt of its own")
        let suppression = try Suppression(reading: [path], key: Self.key)
        let all = ["ada@x.example", "b@firm.example", "c@mail.group.example", "d@x.example"]
        #expect(try Self.matched(all, by: suppression) == Array(all.dropLast()))
        for malformed in ["", "00", "000102030405060708090A0B0C0D0E0F", "000102030405060708090a0b0c0d0e0f00"]
        {
            #expect(SuppressionSalt(parsing: malformed) == nil)
        }
    }

    @Test("More salts than a list may have are a fault: each costs every message a digest")
    func salts() throws {
        let digest = String(repeating: "0", count: 64)
        let lines = (10..<27).map { "sha256:\(String(repeating: String($0), count: 16)):\(digest)" }
        _ = try Self.suppression(lines.dropLast().joined(separator: "\n"))
        #expect(throws: SuppressionFaults.self) { try Self.suppression(lines.joined(separator: "\n")) }
    }

    /// Longer than what is read of a file at once.
    private static let long = 200_000

    @Test(
        "A long beginning of comments and blank lines is passed over, with its lines counted",
        arguments: [
            "# a\n", "\n", "   \t\r\n", "# " + String(repeating: "x", count: long) + "\n",
            String(repeating: " ", count: long) + "\n",
        ])
    func longBeginning(_ line: String) throws {
        let count = max(1, Self.long / line.utf8.count)
        let beginning = String(repeating: line, count: count)
        let suppression = try Self.suppression(beginning + "a@x.example\nb@x.example")
        let all = ["a@x.example", "b@x.example", "c@x.example"]
        #expect(try Self.matched(all, by: suppression) == ["a@x.example", "b@x.example"])
        #expect(
            try Self.matched(all, by: Self.suppression(beginning + "name,email\nA,a@x.example\n"))
                == ["a@x.example"])
        let faulty: [(String, Int)] = [("a@x.example\nnobody\n", 2), ("name,email\nA,nobody\n", 2)]
        for (text, number) in faulty {
            do {
                _ = try Self.suppression(beginning + text)
                Issue.record("read")
            } catch let faults as SuppressionFaults {
                #expect(faults.faults.map(\.line) == [count + number])
            }
        }
    }

    @Test(
        "A line without an end is one entry that is none, however long it is, and is told by its beginning",
        arguments: ["a@x.example\r", "a@x.example\0", "a@x.example "])
    func endless(_ piece: String) throws {
        do {
            _ = try Self.suppression(String(repeating: piece, count: Self.long / piece.utf8.count))
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.count == 1 && faults.faults.first?.line == 1)
            #expect(faults.faults.first?.text.starts(with: Array("a@x.example".utf8)) == true)
        }
    }

    @Test("Each of 100,000 addresses is found, and none beside them")
    func many() throws {
        let text = (1...100_000).map { "user\($0)@example.com\n" }.joined()
        let suppression = try Self.suppression(text)
        for number in 1...100_000 {
            let address = try EmailAddress(parsing: Array("User\(number)@example.com".utf8))
            guard suppression.match(address) != nil else {
                Issue.record("\(number)")
                return
            }
        }
        #expect(try Self.matched(["user0@example.com", "user100001@example.com"], by: suppression) == [])
    }

    @Test("A sign that begins comments begins addresses, too: in cells, and in brackets on a line")
    func commentSign() throws {
        let tagged = "#tag@example.net"
        for text in [
            "email\n\(tagged)\n", "email,name\n\(tagged),Bo\n", "# mine\n <\(tagged)> \n",
            "<#TAG@example.net>",
        ] {
            #expect(try Self.matched([tagged], by: try Self.suppression(text)) == [tagged], "\(text)")
        }
        #expect(try Self.matched([tagged], by: try Self.suppression("\(tagged)\n")) == [])
        let folder = try TemporaryFolder()
        let long = "#" + String(repeating: "x", count: 63) + "@example.net"
        let new = [tagged, "ada@example.net", long].map { Array($0.utf8) }
        #expect(try AddressFile(appendingTo: folder("gone"), key: Self.key).append(new) == 3)
        #expect(try AddressFile(appendingTo: folder("gone"), key: Self.key).append(new) == 0)
        let all = [tagged, "ada@example.net", long]
        #expect(try Self.matched(all, by: Suppression(reading: [folder("gone")], key: Self.key)) == all)
    }

    @Test(
        "A record of a CSV file that ends before the column of addresses is a fault; one without a cell there is none"
    )
    func shortRecord() throws {
        do {
            _ = try Self.suppression(
                "name,email\nAda,ada@x.example\nb@example.net\nBo,\n \n\nCy,cy@x.example\n")
            Issue.record("read")
        } catch let faults as SuppressionFaults {
            #expect(faults.faults.map(\.line) == [3])
            #expect(faults.faults.map(\.problem) == [.noAddressField(fields: 1, column: 2)])
            #expect(faults.faults.map { String(decoding: $0.text, as: UTF8.self) } == ["b@example.net"])
        }
    }

    @Test("Addresses are appended once, as hashes to a list of hashes, and never to a CSV file")
    func appending() throws {
        let folder = try TemporaryFolder()
        let new = ["ada@X.example", "ADA@x.example", "Bo@x.example", "c@firm.example"].map { Array($0.utf8) }
        let path = try folder.write("gone", "# mine\nbo@X.example")
        #expect(try AddressFile(appendingTo: path, key: Self.key).append(new) == 2)
        #expect(
            String(decoding: try folder.read("gone"), as: UTF8.self)
                == "# mine\nbo@X.example\nada@X.example\nc@firm.example\n")
        #expect(try AddressFile(appendingTo: path, key: Self.key).append(new) == 0)
        #expect(try AddressFile(appendingTo: folder("new"), key: Self.key).append(new) == 3)

        var hashes: [String] = []
        try SuppressionHashing(salt: nil).run(path) { hashes.append($0) }
        let hashed = try folder.write("hashed", hashes[0] + "\n")
        #expect(try AddressFile(appendingTo: hashed, key: Self.key).append(new) == 2)
        #expect(
            String(decoding: try folder.read("hashed"), as: UTF8.self)
                == hashes.map { $0 + "\n" }.joined())

        let table = try folder.write("table.csv", "email,name\nada@x.example,Ada\n")
        #expect(throws: SuppressionFaults.self) { try AddressFile(appendingTo: table, key: Self.key) }
        #expect(try folder.read("table.csv").count == 29)
    }
}
