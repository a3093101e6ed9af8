import CSV
import Composition
import Cryptography
import Glibc

/// Writes what would be sent, one file a message, and a manifest with one digest over all of them.
///
/// It opens no socket.
package struct DryRun {
    package struct Summary: Sendable {
        package var messages = 0
        package var octets = 0
        package var invalid = 0
        package var duplicates = 0
        package var firstProblems: [ListImport.RowReport] = []
        package var digest = ""
    }

    private let folder: String
    private let limit: Int
    private let date: Int64
    private let wording: any Wording
    private var check: RowCheck
    private var maker: MessageMaker { check.maker }
    private var overall = SHA256()

    /// Composes every row of `list` and writes it into `folder`.
    ///
    /// - Parameters:
    ///   - signing: nil when messages are not signed; the digest is over what is signed, without the signatures.
    ///   - folder: created if need be; it must be empty, so that files of two dry runs never mix.
    ///   - limit: messages at the most; nil for all.
    ///   - date: unix seconds for the Date header.
    /// - Throws: `TemplateFaults`, ``FaultInList``, ``FileFault``, ``FolderNotEmpty``, ``ImportStop``; a run that did
    ///   not come to its end leaves no manifest.
    package static func run(
        _ template: LoadedTemplate, list: inout OpenedList, folder: String, rules: RowRules,
        limit: Int?, date: Int64, signing: Signing? = nil, wording: any Wording
    ) throws -> Summary {
        let identity = CampaignIdentity(template: template.source, header: list.reader.header, createdAt: 0)
        let assembly = try Assembly(
            template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
            settings: CompositionSettings(
                campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: date)), signing: signing)
        var run = DryRun(
            check: RowCheck(assembly, rules: rules, isDryRun: true), folder: folder, limit: limit, date: date,
            wording: wording)
        do {
            return try run.run(&list.reader)
        } catch {
            throw list.file.blame(error)
        }
    }

    private init(check: RowCheck, folder: String, limit: Int?, date: Int64, wording: any Wording) {
        self.check = check
        self.folder = folder
        self.limit = limit ?? .max
        self.date = date
        self.wording = wording
    }

    private mutating func run(_ reader: inout ListReader) throws -> Summary {
        try prepareFolder()
        var summary = Summary()
        var manifest = try Manifest(path: folder + "/manifest.json")
        var record = Record()
        var row = 0
        while try reader.next(into: &record) {
            row += 1
            if let problem = try check.problem(of: &record, row: row, date: date) {
                note(problem, row: row, line: record.line, in: &summary)
                try manifest.add(problem: wording.sentence(for: problem), row: row, line: record.line)
                continue
            }
            guard summary.messages < limit else { continue }
            let (name, digest) = try writeMessage(row: row, line: record.line)
            overall.update(digest)
            summary.messages += 1
            summary.octets += maker.message.size
            try manifest.add(name: name, row: row, line: record.line, message: maker.message, digest: digest)
        }
        summary.digest = overall.finish().hexadecimal
        try manifest.close(digest: summary.digest, messages: summary.messages)
        return summary
    }

    private func note(_ problem: RowProblem, row: Int, line: Int, in summary: inout Summary) {
        if problem.isDuplicate { summary.duplicates += 1 } else { summary.invalid += 1 }
        if summary.firstProblems.count < ListImport.problemsKept {
            summary.firstProblems.append(ListImport.RowReport(row: row, line: line, problem: problem))
        }
    }

    /// Writes the message of `row`; gives the file's name and the message's digest.
    private func writeMessage(row: Int, line: Int) throws -> (name: String, digest: [UInt8]) {
        let digits = String(row)
        let name = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".eml"
        var digest = SHA256()
        // A signature may tell the time, or be another one each time; what it signs is what was approved.
        for stretch in maker.message.octetsWithoutDate { digest.update(stretch) }
        do {
            try maker.sign(date: date)
        } catch {
            throw ImportStop(row: row, line: line, problem: error, isDryRun: true)
        }
        let file = try OutputFile(path: folder + "/" + name, mode: .new)
        var start = 0
        let message = maker.message
        try file.write(message.signatures[...])
        for (offset, blob) in message.shared {
            try file.write(message.octets[start..<offset])
            try file.write(blob.octets)
            start = offset
        }
        try file.write(message.octets[start...])
        try file.close()
        return (name, digest.finish())
    }

    private func prepareFolder() throws {
        if mkdir(folder, 0o700) == 0 { return }
        guard errno == EEXIST else { throw FileFault(path: folder, operation: .create, code: errno) }
        guard let entries = opendir(folder) else {
            throw FileFault(path: folder, operation: .open, code: errno)
        }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            // "." and ".." are the two every folder has.
            let name = entry.pointee.d_name
            let isDot = name.0 == 0x2E && (name.1 == 0 || (name.1 == 0x2E && name.2 == 0))
            if !isDot { throw FolderNotEmpty(path: folder) }
        }
    }
}

/// A dry run was to go into a folder that holds something already.
package struct FolderNotEmpty: Error, Equatable, Sendable {
    package let path: String
}

extension Message {
    /// The message's octets in stretches, the Date header line left out: what two compositions at different
    /// times have in common.
    var octetsWithoutDate: [ArraySlice<UInt8>] {
        var stretches = [octets[..<dateLine.lowerBound]]
        var start = dateLine.upperBound
        for (offset, blob) in shared {
            stretches.append(octets[start..<offset])
            stretches.append(blob.octets[...])
            start = offset
        }
        stretches.append(octets[start...])
        return stretches
    }
}
