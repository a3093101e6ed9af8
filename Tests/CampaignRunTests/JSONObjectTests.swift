import Foundation
import Testing

@testable import CampaignRun

@Suite("A JSON line")
struct JSONObjectTests {
    @Test(
        "reads back as what was written, whatever the text holds",
        arguments: [
            "", "plain", "\"quoted\" \\ back", "line\r\nend\t\u{0}\u{7F}", "é \u{2028} \u{1F9E1} \u{202E}",
        ])
    func roundTrip(_ text: String) throws {
        var object = JSONObject()
        object.add("row", 17)
        object.add("text", text)
        object.add("absent", nil as String?)
        let octets = object.finish()
        #expect(!octets.contains(0x0A))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
        #expect(read["row"] as? Int == 17)
        #expect((read["text"] as? String).map { Array($0.utf8) } == Array(text.utf8))
        #expect(read.count == 2)
    }
}
