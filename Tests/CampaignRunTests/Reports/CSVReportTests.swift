import Glibc
import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("The report")
struct CSVReportTests {
    /// A sealed campaign of these records, each with the outcome `invalid` and no attempt.
    private static func campaign(
        in folder: TemporaryFolder, header: String, records: [String], list: String = "-"
    ) throws -> CampaignFile {
        let file = try CampaignFile.create(
            at: folder("c.merganser"),
            describing: CampaignDescription(
                id: "00", name: "c", createdAt: 0, files: [], listPath: list, header: Array(header.utf8),
                delimiter: UInt8(ascii: ","), attachments: [], settings: [:]))
        for (index, record) in records.enumerated() {
            try file.append(
                NewRecipient(
                    row: index + 1, line: index + 2, address: [], record: Array(record.utf8),
                    outcome: .invalid,
                    reason: "why"))
        }
        try file.seal()
        return file
    }

    private static func report(of file: CampaignFile, in folder: TemporaryFolder) throws -> [String] {
        _ = try CSVReport(file, only: nil).write(to: folder("report.csv"))
        let text = String(decoding: try folder.read("report.csv"), as: UTF8.self)
        return text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.dropLast(), as: UTF8.self)
        }
    }

    private static let added =
        "merganser_outcome,merganser_code,merganser_enhanced,merganser_reply,merganser_attempts,merganser_time,merganser_bounce"

    @Test(
        "Every value stands in its column: missing cells are made up for, surplus ones come last, the rest is as it was"
    )
    func fieldCounts() throws {
        let folder = try TemporaryFolder()
        let file = try Self.campaign(
            in: folder, header: "a, b ,c",
            records: ["1,\"2\",3", "1", "", ",", "1,2,3,\"4,5\",6", ",2,3,4"])
        #expect(
            try Self.report(of: file, in: folder) == [
                "a, b ,c,\(Self.added)",
                "1,\"2\",3,invalid,,,why,0,,",
                "1,,,invalid,,,why,0,,",
                ",,,invalid,,,why,0,,",
                ",,,invalid,,,why,0,,",
                "1,2,3,invalid,,,why,0,,,\"4,5\",6",
                ",2,3,invalid,,,why,0,,,4",
            ])
    }

    @Test(
        "A report of a report keeps the columns of the first under other names, so that it can be imported, too"
    )
    func again() throws {
        let folder = try TemporaryFolder()
        let file = try Self.campaign(
            in: folder, header: "email,\(Self.added),merganser_code_1", records: ["a@b,x,1,2,3,4,5,6"])
        let report = try Self.report(of: file, in: folder)
        #expect(
            report == [
                "email,merganser_outcome_1,merganser_code_2,merganser_enhanced_1,merganser_reply_1,"
                    + "merganser_attempts_1,merganser_time_1,merganser_bounce_1,merganser_code_1,\(Self.added)",
                "a@b,x,1,2,3,4,5,6,,invalid,,,why,0,,",
            ])
        #expect(try OpenedList(path: folder("report.csv")).reader.header.names.count == 16)
    }

    @Test("The campaign file and its list are not written over")
    func protected() throws {
        let folder = try TemporaryFolder()
        let list = try folder.write("list.csv", "a\n1\n")
        let file = try Self.campaign(in: folder, header: "a", records: ["1"], list: list)
        for path in [folder("c.merganser"), list] {
            let before = try FileContent(path)
            #expect(throws: OutputConflict(output: path, reason: .needed(as: path))) {
                try CSVReport(file, only: nil).write(to: path)
            }
            #expect(try FileContent(path) == before)
        }
    }

    @Test("A record that does not parse ends the report with its row, and the file that is there stays")
    func damagedRecord() throws {
        let folder = try TemporaryFolder()
        try folder.write("report.csv", "old,merganser_outcome\r\n")
        let file = try Self.campaign(in: folder, header: "a,b", records: ["1,2", "\"open,2"])
        do {
            _ = try CSVReport(file, only: nil).write(to: folder("report.csv"))
            Issue.record("reported")
        } catch let fault as UnusableCampaign {
            guard case .record(row: 2, _) = fault.flaw else {
                Issue.record("\(fault)")
                return
            }
        }
        #expect(try folder.read("report.csv") == Array("old,merganser_outcome\r\n".utf8))
    }
}

/// A file's octets, to be compared.
private struct FileContent: Equatable {
    let octets: [UInt8]

    init(_ path: String) throws {
        let file = try ListFile(path: path)
        var octets: [UInt8] = []
        var chunk: [UInt8] = []
        repeat {
            try file.read(into: &chunk)
            octets += chunk
        } while !chunk.isEmpty
        self.octets = octets
    }
}
