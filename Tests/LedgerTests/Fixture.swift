import CLinux
import Foundation
import Ledger
import TestSupport

/// Ready-made campaigns.
enum Fixture {
    static let createdAt: Int64 = 1_790_000_000_000

    static let description = CampaignDescription(
        id: "0123abcd", name: "spring", createdAt: createdAt,
        files: [
            StoredFile(role: "message", path: "spring.eml", octets: Array("Subject: é\n\nHi".utf8)),
            StoredFile(role: "html", path: "spring.html", octets: [0, 1, 255]),
        ],
        listPath: "people.csv", header: Array("email,Vorname,größe".utf8), delimiter: UInt8(ascii: ";"),
        attachments: [StoredAttachment(path: "a.pdf", size: 12, sha256: [UInt8](repeating: 7, count: 32))],
        settings: ["relay": "smtp://127.0.0.1:25", "empty": ""])

    /// The row as ``campaign(at:rows:durability:)`` stores it: each tenth is invalid, each fifth other one skipped.
    static func recipient(_ row: Int) -> NewRecipient {
        let address = Array("row\(row)@example.org".utf8)
        switch row % 10 {
        case 0:
            return NewRecipient(
                row: row, line: row * 2, address: [], record: address, outcome: .invalid, reason: "no address"
            )
        case 5:
            return NewRecipient(
                row: row, line: row * 2, address: address, record: address, outcome: .skipped, reason: "twice"
            )
        default: return NewRecipient(row: row, line: row * 2, address: address, record: address)
        }
    }

    static func `import`(at path: String, rows: Int, durability: Durability = .process) throws -> CampaignFile
    {
        let file = try CampaignFile.create(at: path, describing: description, durability: durability)
        for row in stride(from: 1, through: rows, by: 1) { try file.append(recipient(row)) }
        return file
    }

    static func campaign(at path: String, rows: Int, durability: Durability = .process) throws -> CampaignFile
    {
        let file = try `import`(at: path, rows: rows, durability: durability)
        try file.seal(listDigest: [1, 2, 3])
        return file
    }

    static func rows(of file: CampaignFile) throws -> [ReportRow] {
        var rows: [ReportRow] = []
        try file.eachRow { rows.append($0) }
        return rows
    }

    static func row(_ number: Int, of file: CampaignFile) throws -> ReportRow? {
        try rows(of: file).first { $0.row == number }
    }

    /// The attribute by which an earlier state of a file is known from the present one.
    static func visitMark(of path: String) -> [UInt8] {
        var value = [UInt8](repeating: 0, count: 8)
        return getxattr(path, "user.merganser.visit", &value, value.count) == value.count ? value : []
    }

    /// Lets an earlier state pass for the present one.
    static func setVisitMark(_ mark: [UInt8], of path: String) {
        if !mark.isEmpty { _ = setxattr(path, "user.merganser.visit", mark, mark.count, 0) }
    }

    /// Names in a folder, sorted.
    static func names(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
}

extension CampaignFile {
    func claim(_ rows: Int..., at: Int64 = 1_790_000_100_000) throws {
        try commit(claims: rows.map { Claim(row: $0, at: at) }, results: [])
    }

    func record(_ verdict: AttemptResult.Verdict, _ rows: Int...) throws {
        try commit(
            claims: [], results: rows.map { AttemptResult(row: $0, verdict: verdict, at: 1_790_000_200_000) })
    }
}
