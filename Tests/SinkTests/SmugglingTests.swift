import Composition
import Foundation
import SMTP
import TestSupport
import Testing

@testable import Sink

/// Messages as they are composed, with what has smuggled commands through servers in them, all the way to a server.
@Suite("Published faults of other senders: smuggling")
struct SmugglingTests {
    private static let commands = "MAIL FROM:<eve@example.net>\r\nRCPT TO:<x@example.net>\r\nDATA\r\n"

    /// Sequences around a dot that some server took for the end of a message.
    private static let sequences: [[UInt8]] = {
        let path = Corpora.path("smtp-smuggling/sequences.tsv")
        guard let table = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("corpora not present: smtp-smuggling; a few sequences take its place")
            return ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n", "\r\n.\r\n"].map {
                Array($0.utf8)
            }
        }
        return table.split(separator: "\n").dropFirst().map { row in
            let digits = Array(row.split(separator: "\t", omittingEmptySubsequences: false)[1].utf8)
            return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
            }
        }
    }()

    /// A message for each sequence, which stands in a cell, and in the template as well.
    private static func messages() throws -> [[UInt8]] {
        try sequences.enumerated().map { number, sequence in
            let smuggled = Array("end".utf8) + sequence + Array(commands.utf8)
            let head = "From: a@example.org\nTo: c@example.org\nSubject: x\n\nText {{ v }}\n"
            let source = TemplateSource(
                message: SourceFile(path: "t.eml", octets: Array(head.utf8) + smuggled), root: "/nonexistent")
            let composer = try Composer(
                compiling: source, columns: ["v"], settings: CompositionSettings(campaignID: [1]))
            var scratch = composer.makeScratch()
            var message = Message()
            let row = Row(octets: smuggled, ends: [Int32(smuggled.count)])
            try composer.compose(row, number: number + 1, date: 0, scratch: &scratch, into: &message)
            return message.assembled
        }
    }

    /// The message as DATA has it, stuffed in writes of `size` octets.
    private func dotted(_ message: [UInt8], size: Int) -> [UInt8] {
        var stuffer = DotStuffer()
        var output: [UInt8] = []
        var rest = message[...]
        while !rest.isEmpty {
            stuffer.stuff(Array(rest.prefix(size)).span, appendingTo: &output)
            rest = rest.dropFirst(size)
        }
        stuffer.finish(appendingTo: &output)
        return output
    }

    @Test(
        "CVE-2023-51764, -51765, -51766 (Postfix, Sendmail, Exim), CVE-2024-27305 (aiosmtpd): one message stays one",
        arguments: [false, true], 1...9)
    func smuggling(isChunked: Bool, size: Int) throws {
        let folder = try TemporaryFolder()
        let rehearsal = try Rehearsal(.with { $0.storage = .maildir(folder.path) })
        let messages = try Self.messages()
        #expect(messages.count > 6)
        for message in messages {
            let envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<c@example.org>\r\n"
            #expect(rehearsal.codes(envelope, cut: size) == [250, 250])
            let content: [UInt8]
            if isChunked {
                content = Array("BDAT \(message.count) LAST\r\n".utf8) + message
            } else {
                #expect(rehearsal.codes("DATA\r\n", cut: size) == [354])
                content = dotted(message, size: size)
            }
            let replies = rehearsal.say(content, cut: size)
            #expect(replies.count == 1 && replies[0].utf8.starts(with: "250 ".utf8), "\(replies)")
        }
        #expect(rehearsal.ending == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder("new"))
        let kept = try names.map { [UInt8](try Data(contentsOf: URL(filePath: folder("new/" + $0)))) }
        #expect(Set(kept) == Set(messages) && kept.count == messages.count)
    }

    @Test(
        "Postfix 20260816 (proxy filter): no message has a line that is a dot alone, nor a CR or LF of its own"
    )
    func bareLineEnds() throws {
        for message in try Self.messages() {
            let wire = dotted(message, size: 4096)
            let lines = String(decoding: wire, as: UTF8.self).unicodeScalars.split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.dropLast().allSatisfy { $0.last == "\r" && !$0.dropLast().contains("\r") })
            #expect(lines.count { $0.elementsEqual(".\r".unicodeScalars) } == 1)
        }
    }
}
