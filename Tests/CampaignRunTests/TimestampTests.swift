import Testing

@testable import CampaignRun

@Suite("A moment as text")
struct TimestampTests {
    @Test(
        "is the UTC date and time of RFC 3339",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_210_096_999, "2024-02-29T12:34:56Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ])
    func text(_ milliseconds: Int64, _ expected: String) {
        #expect(Timestamp.text(milliseconds) == expected)
    }
}
