import Foundation
import Ledger
import TestSupport
import Testing

@Suite("A second death while a campaign is opened again")
struct TwiceKilledTests {
    @Test(
        "Killed at any call of opening, and at any call of opening it after that, a campaign is no copy of itself"
    )
    func openedThrice() async throws {
        for first in 1...10 {
            for second in 1...10 {
                let folder = try TemporaryFolder()
                let path = folder("news.merganser")
                try Fixture.campaign(at: path, rows: 3, durability: .full).close()
                for call in [first, second] {
                    let result = try await Victim.run(path, script: "open\ncommit c1\nhold", .kill, at: call)
                    try #require(result.signal == SIGKILL, "\(call): \(result.everything)")
                }
                let file = try CampaignFile.open(at: path)
                #expect(try Fixture.rows(of: file).count == 3, "killed at calls \(first) and \(second)")
                try file.close()
            }
        }
    }
}
