import Foundation
import TestSupport
import Testing

@Suite("The pages of the guide")
struct GuidePageTests {
    private static let send = "merganser send letter.eml list.csv --relay URL"
    private static let digest =
        #"$(sed -n 's/.*"digest":"\([0-9a-f]*-[0-9a-f]*\)".*/\1/p' preview/manifest.json)"#

    static let pages = [
        GuidePage(
            path: "samples/README.md", before: ["cp -r \(Merganser.packageRoot)/samples ."], statuses: [0, 1]),
        GuidePage(
            path: "README.md",
            before: [
                "mkdir merganser",
                "cp -r \(Merganser.packageRoot)/samples \(Merganser.packageRoot)/templates merganser",
            ],
            // One row of the samples is invalid.
            statuses: [0, 1]),
        GuidePage(path: "docs/approval.md", meanings: ["0e1f…-7c55…": digest]),
        GuidePage(path: "docs/check.md"),
        GuidePage(path: "docs/configuration.md"),
        GuidePage(
            path: "docs/delivery.md", files: ["bounces/1.eml": "Subject: out of office\n\nI am away.\n"],
            // TOKEN is none that was signed.
            statuses: [0, 1]),
        GuidePage(
            path: "docs/list.md",
            files: [
                "list.csv": """
                Email,First Name,Last Name,Day,Guests,Fee,Country
                ada@example.org,Ada,Moreau,2027-05-08,2,175.00,FR

                """,
                "invoices.csv": "Email,Number,Sum\nada@example.org,1,10.00\nada@example.org,2,20.00\n",
                "reminder.eml": """
                From: a@example.org
                To: {{ email }}
                Subject: Reminder

                {% for invoice in rows %}{{ invoice.number }}
                {% endfor %}
                """,
            ]),
        GuidePage(path: "docs/preview.md"),
        GuidePage(path: "docs/recovery.md", before: [send]),
        GuidePage(path: "docs/relays.md"),
        GuidePage(
            path: "docs/reports.md", before: [send], sink: "--refuse 'bo@*=550 5.1.1 No such user'",
            statuses: [0, 1]),
        GuidePage(path: "docs/sending.md"),
        GuidePage(
            path: "docs/suppression.md",
            files: [
                "unsubscribed.txt": "bo@example.net\n", "competitors.txt": "@example.com\n",
                "bounced.txt": "gone@example.org\n", "new.txt": "zoe@example.org\n",
                "bounces/1.eml": "Subject: out of office\n\nI am away.\n",
            ]),
        GuidePage(path: "docs/template.md"),
    ]

    @Test(
        "Every command of a page works as it stands there, where it needs nobody else's server",
        arguments: pages)
    func commands(_ page: GuidePage) async throws {
        let folder = try TemporaryFolder()
        #expect(try await Merganser.run(["init"], in: folder.path).status == 0)
        #expect(try await page.run(in: folder) > 0)
    }

    @Test("No page with commands is left out")
    func complete() throws {
        // Run by tests of their own; or they wait for hours of the day, need keys, or ask providers.
        let others = ["start", "scripting", "tour", "pace", "signing", "providers"].map { "docs/\($0).md" }
        let known = Set(Self.pages.map(\.path) + others)
        for name in try TemporaryFolder.names(in: Merganser.packageRoot + "/docs") where name.hasSuffix(".md")
        {
            let page = GuidePage(path: "docs/" + name)
            #expect(try page.commands.isEmpty || known.contains(page.path), "\(page.path)")
        }
    }
}
