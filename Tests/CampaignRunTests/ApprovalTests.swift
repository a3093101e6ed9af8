import Composition
import Testing

@testable import CampaignRun

@Suite("An approval and the digest in it")
struct ApprovalTests {
    private static let id = [UInt8](0..<16)

    private static func digest(_ rows: [(Int, [UInt8])]) -> [UInt8] {
        var digest = CampaignDigest(campaignID: id)
        for (row, message) in rows { digest.add(message, row: row) }
        return digest.approval.digest
    }

    @Test("An approval is read back from its text, and from nothing else")
    func text() {
        let approval = Approval(campaignID: Self.id, digest: [UInt8](repeating: 0xAB, count: 32))
        #expect(Approval(parsing: approval.text) == approval)
        for text in ["", "-", approval.text.uppercased(), approval.text + "-", " " + approval.text] {
            #expect(Approval(parsing: text) == nil, "\(text)")
        }
    }

    @Test("Order, row numbers and campaign are part of the digest")
    func order() {
        let (a, b) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let digests = [
            Self.digest([(1, a), (2, b)]), Self.digest([(1, b), (2, a)]), Self.digest([(1, a), (3, b)]),
            Self.digest([(1, a)]), Self.digest([]),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test("A message's digest covers its envelope and its octets, and leaves out the Date line only")
    func message() throws {
        var message = Message()
        message.octets = Array("From: a\r\nDate: x\r\nTo: b\r\n\r\nHi\r\n".utf8)
        message.dateLine = 9..<18
        var digests: [[UInt8]] = [message.digest]
        var later = message
        later.octets.replaceSubrange(15..<16, with: Array("y".utf8))
        #expect(later.digest == message.digest)
        let addresses = try ["a@example.org", "b@example.org"].map {
            try EmailAddress(parsing: Array($0.utf8))
        }
        for recipients in [[addresses[0]], addresses, addresses.reversed()] {
            var other = message
            other.recipients = recipients
            digests.append(other.digest)
        }
        var other = message
        other.sender = addresses[0]
        digests.append(other.digest)
        other.octets.append(0x20)
        digests.append(other.digest)
        #expect(Set(digests).count == digests.count)
    }

    @Test(
        "What the template skips is skipped, what it refuses is invalid, and neither is mistaken for the other"
    )
    func kinds() {
        let skipped = RowProblem.composition(RowFault(problem: .skipped("a member already")))
        let failed = RowProblem.composition(RowFault(problem: .failed("no number")))
        #expect(skipped.kind == .skippedByTemplate && skipped.recorded == .skipped && skipped.isDeliberate)
        #expect(failed.kind == .invalid && failed.recorded == .invalid && !failed.isDeliberate)
        var summary = ImportSummary()
        summary.count(RowReport(row: 1, line: 2, problem: skipped))
        summary.count(RowReport(row: 2, line: 3, problem: failed), rows: 2)
        #expect(summary.rows == 3 && summary.skippedByTemplate == 1 && summary.invalid == 2)
        #expect(summary.firstProblems.map(\.row) == [2])
    }
}
