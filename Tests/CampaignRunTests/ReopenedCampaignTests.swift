import Glibc
import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("A campaign file that is opened again")
struct ReopenedCampaignTests {
    private static let settings = [
        "relay": "smtp://127.0.0.1", "attachment-root": "/tmp", "utc-offset": "3600",
    ]

    private static func description() -> CampaignDescription {
        CampaignDescription(
            id: "00112233445566778899aabbccddeeff", name: "c", createdAt: 0,
            files: [
                StoredFile(
                    role: "message", path: "m.eml",
                    octets: Array("From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\nHello\n".utf8))
            ], listPath: "-", header: Array("email".utf8), delimiter: UInt8(ascii: ","), attachments: [],
            settings: settings)
    }

    private static func make(
        _ folder: TemporaryFolder, listDigest: [UInt8]? = nil, _ change: (inout CampaignDescription) -> Void
    ) throws -> String {
        var description = description()
        change(&description)
        let file = try CampaignFile.create(at: folder("c.merganser"), describing: description)
        try file.append(
            NewRecipient(
                row: 1, line: 2, address: [], record: Array("a@example.com".utf8), outcome: .pending,
                reason: nil))
        try file.seal(listDigest: listDigest)
        try file.close()
        return folder("c.merganser")
    }

    @Test("is taken as it is when nothing is missing")
    func complete() throws {
        let folder = try TemporaryFolder()
        let campaign = try ReopenedCampaign(path: try Self.make(folder) { _ in })
        #expect(try campaign.assembly().columns == ["email"])
        #expect(!campaign.hasListChanged)
    }

    @Test(
        "says what it lacks, instead of making something up",
        arguments: ["relay", "attachment-root", "utc-offset"])
    func missingSetting(_ name: String) throws {
        let folder = try TemporaryFolder()
        let path = try Self.make(folder) { $0.settings[name] = nil }
        #expect(throws: UnusableCampaign(path: path, flaw: .setting(name))) {
            try ReopenedCampaign(path: path)
        }
    }

    @Test("without template, with a malformed identifier or offset, or with other attachments is refused")
    func flaws() throws {
        let changes: [(UnusableCampaign.Flaw, (inout CampaignDescription) -> Void)] = [
            (.noTemplate, { $0.files = [] }),
            (.malformedID, { $0.id = "no digits" }),
            (.setting("utc-offset"), { $0.settings["utc-offset"] = "east" }),
            (.attachments, { $0.attachments = [StoredAttachment(path: "a", size: 1, sha256: [])] }),
        ]
        for (flaw, change) in changes {
            let folder = try TemporaryFolder()
            let path = try Self.make(folder, change)
            #expect(throws: UnusableCampaign(path: path, flaw: flaw)) {
                try ReopenedCampaign(path: path).assembly()
            }
        }
    }

    @Test("whose list is gone, a pipe, or known by a relative path says nothing of it, and waits for nobody")
    func listNotComparable() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder("pipe"), 0o600) == 0)
        for list in [folder("none.csv"), folder("pipe"), "list.csv", folder.path] {
            let own = try TemporaryFolder()
            let path = try Self.make(own, listDigest: [1]) { $0.listPath = list }
            #expect(try !ReopenedCampaign(path: path).hasListChanged, "\(list)")
        }
    }

    @Test("whose list has another size or other octets says so")
    func listChanged() throws {
        let folder = try TemporaryFolder()
        let list = try folder.write("list.csv", "email\na@example.com\n")
        let source = try ListFile(path: list)
        var chunk: [UInt8] = []
        repeat { try source.read(into: &chunk) } while !chunk.isEmpty
        let path = try Self.make(folder, listDigest: source.finishDigest()) {
            $0.listPath = list
            $0.settings["list-size"] = String(source.size ?? 0)
        }
        let campaign = try ReopenedCampaign(path: path)
        #expect(!campaign.hasListChanged)
        try folder.write("list.csv", "email\nb@example.com\n")
        #expect(campaign.hasListChanged)
        try folder.write("list.csv", "email\n")
        #expect(campaign.hasListChanged)
    }
}
