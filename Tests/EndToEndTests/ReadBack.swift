import Foundation

/// A name and an address, as Python's `email` reads them.
struct ReadMailbox: Decodable, Equatable {
    let name: String
    let address: String
}

struct ReadAttachment: Decodable, Equatable {
    let name: String?
    let type: String
    let disposition: String?
    let sha256: String
    let size: Int
}

/// A message that a server received, as Tests/Servers/read_back.py describes it.
struct ReceivedMessage: Decodable {
    struct Envelope: Decodable {
        let sender: String
        let recipients: [String]
    }

    let file: String
    /// Nil when the server does not tell.
    let envelope: Envelope?
    /// Decoded, without those that a receiving server adds.
    let headers: [[String]]
    let from: [ReadMailbox]
    let to: [ReadMailbox]
    let subject: String?
    let messageID: String?
    let date: String?
    let structure: [String]
    let text: String?
    let html: String?
    let attachments: [ReadAttachment]
    let defects: [String]
    /// Why Python refused the message with a strict policy, or nil.
    let strict: String?
    let bareCR: Int
    let bareLF: Int
    let eightBit: Int
    let longestLine: Int

    /// - Parameter envelopes: the log of aiosmtpd; Postfix writes envelopes into the messages.
    static func all(in folder: String, envelopes: String? = nil) async throws -> [ReceivedMessage] {
        try await PythonScript.lines(
            of: "read_back.py", [folder] + (envelopes.map { ["--envelopes", $0] } ?? []))
    }
}

/// What a row of the list has to become, as Tests/Servers/expected.py computes it from list and template.
struct ExpectedRow: Decodable {
    struct Message: Decodable {
        let sender: String
        let from: [ReadMailbox]
        let to: [ReadMailbox]
        let subject: String
        let headers: [[String]]
        let text: String
        let html: String
        let structure: [String]
        let attachments: [ReadAttachment]
    }

    let row: Int
    let address: String
    let cells: [String: String]
    let outcome: String
    /// Nil unless the row is to be accepted.
    let message: Message?
}
