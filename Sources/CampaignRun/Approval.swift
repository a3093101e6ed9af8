import Composition
import Cryptography

/// What a dry run showed and somebody approved: a campaign's identity, and one digest over all of its messages.
///
/// The identity is part of it because Message-IDs and boundaries come from it: only under the same one are the
/// messages the same to the octet. So an approval is for one campaign, and another dry run makes another one.
package struct Approval: Equatable, Sendable {
    /// 16 octets.
    package let campaignID: [UInt8]
    /// SHA-256, as ``CampaignDigest`` makes it.
    package let digest: [UInt8]

    init(campaignID: [UInt8], digest: [UInt8]) {
        self.campaignID = campaignID
        self.digest = digest
    }

    /// Reads ``text``; nil for anything else.
    package init?(parsing text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, let id = [UInt8](hexadecimal: String(decoding: parts[0], as: UTF8.self)),
            let digest = [UInt8](hexadecimal: String(decoding: parts[1], as: UTF8.self)),
            id.count == CampaignIdentity.size, digest.count == SHA256.size
        else { return nil }
        self.init(campaignID: id, digest: digest)
    }

    /// Identity and digest in hexadecimal, with a hyphen between them.
    package var text: String { campaignID.hexadecimal + "-" + digest.hexadecimal }
}

/// The messages are not those that were approved.
package struct NotApproved: Error, Equatable, Sendable {
    package let approved: Approval
    package let found: Approval
    package let messages: Int

    package init(approved: Approval, found: Approval, messages: Int) {
        self.approved = approved
        self.found = found
        self.messages = messages
    }
}

/// One digest over all messages of a campaign, in the order of the list.
struct CampaignDigest {
    private var digest = SHA256()
    private(set) var messages = 0
    private let campaignID: [UInt8]

    init(campaignID: [UInt8]) {
        self.campaignID = campaignID
        digest.update(campaignID)
    }

    /// - Parameters:
    ///   - message: ``Composition/Message/digest``.
    ///   - row: its number in the list: what a message is and whose it is belong together.
    mutating func add(_ message: [UInt8], row: Int) {
        withUnsafeBytes(of: UInt64(truncatingIfNeeded: row).bigEndian) { digest.update(Array($0)) }
        digest.update(message)
        messages += 1
    }

    var approval: Approval { Approval(campaignID: campaignID, digest: digest.finish()) }
}

extension Message {
    /// SHA-256 over the envelope and the message, the Date line left out: what has to be equal for two compositions
    /// at different times to be the same message for the same people.
    ///
    /// Signatures, which stand apart and bear a time of their own, have no part in it.
    var digest: [UInt8] {
        var digest = SHA256()
        digest.update(delimited: sender?.octets ?? [])
        digest.update(Array("\(recipients.count):".utf8))
        for recipient in recipients { digest.update(delimited: recipient.octets) }
        digest.update(octets[..<dateLine.lowerBound])
        var start = dateLine.upperBound
        for (offset, blob) in shared {
            digest.update(octets[start..<offset])
            digest.update(blob.octets)
            start = offset
        }
        digest.update(octets[start...])
        return digest.finish()
    }
}

extension SHA256 {
    /// With the length first, so that no two sequences of values give the same octets.
    fileprivate mutating func update(delimited octets: [UInt8]) {
        update(Array("\(octets.count):".utf8))
        update(octets)
    }
}
