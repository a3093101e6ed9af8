import Testing
import Transport

@testable import CampaignRun

@Suite("A relay with its share and options of its own")
struct RelayEntryTests {
    @Test("without a query has weight 1 and nothing of its own, and is stored as it was given")
    func plain() throws {
        let entry = try RelayEntry(parsing: "smtp://127.0.0.1:2525")
        #expect(entry.weight == 1 && entry.connections == nil && entry.options.isEmpty)
        #expect(entry.stored == "smtp://127.0.0.1:2525" && entry.name == "smtp://127.0.0.1:2525")
    }

    @Test("keeps what stands in the query apart from the address, in any order")
    func query() throws {
        let entry = try RelayEntry(
            parsing:
                "smtp://b.example?weight=3&tls=required&connections=8&username=news@b.example&password-file=/a%20b%26c"
        )
        #expect(entry.address == (try RelayAddress(parsing: "smtp://b.example?tls=required")))
        #expect(entry.weight == 3 && entry.connections == 8)
        #expect(entry.options == [.username: ["news@b.example"], .passwordFile: ["/a b&c"]])
    }

    @Test(
        "is stored with its account's name and without the place of its secret; what is stored is read again")
    func stored() throws {
        let entry = try RelayEntry(
            parsing:
                "smtps://b.example?password-command=pass%20show%20b&username=n%C3%A9&weight=3&pin=sha256/a+b=&pin=x"
        )
        #expect(entry.stored == "smtps://b.example?weight=3&username=n%c3%a9")
        #expect(entry.name == "smtps://b.example?username=n%c3%a9")
        #expect(entry.options[.pin] == ["sha256/a+b=", "x"])
        let again = try RelayEntry(parsing: entry.stored)
        #expect(again.stored == entry.stored && again.options == [.username: ["né"]])
    }

    @Test(
        "that is malformed says what, and never a value",
        arguments: [
            ("smtp://x?weight=0", RelayEntryFault.noNumber("weight", most: 1000)),
            ("smtp://x?weight=1001", .noNumber("weight", most: 1000)),
            ("smtp://x?weight=", .noNumber("weight", most: 1000)),
            ("smtp://x?weight=+1", .noNumber("weight", most: 1000)),
            ("smtp://x?weight=1&weight=2", .givenTwice("weight")),
            ("smtp://x?connections=257", .noNumber("connections", most: 256)),
            ("smtp://x?username=a&username=b", .givenTwice("username")),
            ("smtp://x?password=secret", .unknownOption("password")),
            ("smtp://x?", .unknownOption("")),
            ("smtp://x?weight=2&", .unknownOption("")),
            ("smtp://x?username", .malformedValue("username")),
            ("smtp://x?username=%0A", .malformedValue("username")),
            ("smtp://x?username=%4", .malformedValue("username")),
            ("smtp://x?username=%ff", .malformedValue("username")),
        ])
    func malformed(_ url: String, _ fault: RelayEntryFault) {
        #expect(throws: fault) { try RelayEntry(parsing: url) }
    }

    @Test("A password in the URL is refused before anything of it is quoted, also one with a question mark")
    func userInformation() {
        for url in ["smtp://ada:secret@x", "smtp://ada:sec?ret@x", "smtp://ada:s?weight=2&e@x"] {
            #expect(throws: RelayAddressFault.userInformation) { try RelayEntry(parsing: url) }
        }
    }

    @Test("One account at one relay is one entry; two accounts at it are two; seventeen are too many")
    func list() throws {
        let one = "smtp://x"
        #expect(throws: RelayEntryFault.sameRelay("smtp://X:25?tls=none")) {
            try RelayEntry.list(parsing: [one, "smtp://X:25?tls=none&weight=2"])
        }
        let accounts = ["smtps://x?username=a", "smtps://x?username=A", "smtps://x"]
        #expect(try RelayEntry.list(parsing: accounts).map(\.name) == accounts)
        #expect(throws: RelayEntryFault.tooMany(17)) {
            try RelayEntry.list(parsing: (1...17).map { "smtp://x:\($0)" })
        }
    }
}
