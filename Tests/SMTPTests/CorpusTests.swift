import Foundation
import SMTP
import TestSupport
import Testing

/// Recorded replies of real servers, when the corpora lie beside the package.
@Suite("Replies of real servers")
struct CorpusTests {
    private static func folder(_ name: String) -> URL { URL(fileURLWithPath: Corpora.path(name)) }

    @Test(
        "Every reply line of the collection gives its code, and an enhanced code that fits it",
        .enabled(if: Corpora.has("smtp-replies"), "corpora not present: smtp-replies"))
    func replies() throws {
        let folder = Self.folder("smtp-replies")
        let text = try String(contentsOf: folder.appending(path: "replies.tsv"), encoding: .utf8)
        var counts: [Int: Int] = [:]
        var disagreements = 0
        // The lines end in CR LF, which is one Character and not "\n".
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(columns.count == 3)
            var parser = ReplyParser()
            var position = 0
            let octets = Array(
                "\(columns[0]) \(columns[1])\(columns[1].isEmpty ? "" : " ")\(columns[2])\r\n".utf8)
            let code = try parser.next(octets.span, from: &position)
            #expect(code == Int(columns[0]), "\(line)")
            counts[(code ?? 0) / 100, default: 0] += 1
            guard !columns[1].isEmpty else { continue }
            let enhanced = try #require(parser.reply.enhanced, "\(line)")
            #expect(Int(enhanced.category) == parser.reply.code / 100)
            let agrees = columns[1].first == columns[0].first
            if !agrees { disagreements += 1 }
            #expect(enhanced.description == (agrees ? columns[1] : "\(columns[0].prefix(1)).0.0"), "\(line)")
        }
        print("smtp-replies by class: \(counts), enhanced codes of another class: \(disagreements)")
        #expect(counts.values.reduce(0, +) > 100 && counts.keys.allSatisfy { (2...5).contains($0) })
    }

    @Test(
        "Every recorded reply of MailKit's tests parses to its end, octet by octet as well",
        .enabled(if: Corpora.has("mailkit-smtp"), "corpora not present: mailkit-smtp"))
    func mailkit() throws {
        let folder = Self.folder("mailkit-smtp/UnitTests/Net/Smtp/Resources")
        var counts: [Int: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let octets = Array(try Data(contentsOf: folder.appending(path: name)))
            let whole = try codes([octets])
            #expect(!whole.isEmpty, "\(name)")
            #expect(try codes(octets.map { [$0] }) == whole, "\(name)")
            for code in whole { counts[code, default: 0] += 1 }
            guard name.contains("ehlo+") || name == "comcast-ehlo.txt" else { continue }
            try checkExtensions(octets, name)
        }
        print("mailkit-smtp by code: \(counts.sorted { $0.key < $1.key })")
        #expect(counts.keys.allSatisfy { (200..<600).contains($0) })
    }

    private func codes(_ pieces: [[UInt8]]) throws -> [Int] {
        var parser = ReplyParser()
        var codes: [Int] = []
        for piece in pieces {
            var position = 0
            while let code = try parser.next(piece.span, from: &position) { codes.append(code) }
        }
        #expect(!parser.isMidReply)
        return codes
    }

    private func checkExtensions(_ octets: [UInt8], _ name: String) throws {
        var parser = ReplyParser()
        var position = 0
        _ = try parser.next(octets.span, from: &position)
        let capabilities = Capabilities(parser.reply)
        #expect(!capabilities.keywords.isEmpty, "\(name)")
        if name.contains("+pipelining") { #expect(capabilities.pipelining) }
        if name.contains("+smtputf8") { #expect(capabilities.smtpUTF8) }
        if name.contains("+binarymime") { #expect(capabilities.binaryMIME) }
        if name.contains("+dsn") { #expect(capabilities.dsn) }
        if name.contains("+requiretls") { #expect(capabilities.requireTLS) }
    }

    @Test(
        "What the isemail collection calls an error is no path",
        .enabled(if: Corpora.has("isemail"), "corpora not present: isemail"))
    func isemail() throws {
        let folder = Self.folder("isemail")
        let xml = try String(contentsOf: folder.appending(path: "test/tests.xml"), encoding: .utf8)
        var counts = (accepted: 0, refused: 0)
        for test in xml.components(separatedBy: "<test ").dropFirst() {
            guard let address = Self.element("address", test), let category = Self.element("category", test)
            else {
                continue
            }
            let isPath = (try? Path(validating: Array(address.utf8))) != nil
            if isPath { counts.accepted += 1 } else { counts.refused += 1 }
            let isValid = ["ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321"].contains(category)
            if !isValid {
                #expect(!isPath, "\(address): \(category) \(Self.element("diagnosis", test) ?? "")")
            }
        }
        print("isemail: \(counts)")
        #expect(counts.accepted > 20 && counts.refused > 60)
    }

    private static func element(_ name: String, _ text: String) -> String? {
        guard let start = text.range(of: "<\(name)>"), let end = text.range(of: "</\(name)>") else {
            return nil
        }
        var value = String(text[start.upperBound..<end.lowerBound])
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")] {
            value = value.replacingOccurrences(of: entity, with: character)
        }
        while let reference = value.range(of: "&#x[0-9A-Fa-f]+;", options: .regularExpression) {
            let digits = value[reference].dropFirst(3).dropLast()
            let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
            value.replaceSubrange(reference, with: scalar)
        }
        // The collection writes controls as the pictures that Unicode has for them.
        value = String(
            String.UnicodeScalarView(
                value.unicodeScalars.map {
                    (0x2400...0x2420).contains($0.value) ? Unicode.Scalar(UInt8($0.value - 0x2400)) : $0
                }))
        return value.replacingOccurrences(of: "&amp;", with: "&")
    }
}
