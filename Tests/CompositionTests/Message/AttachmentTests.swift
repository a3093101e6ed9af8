import Foundation
import Testing

@testable import Composition

@Suite("Attachments")
struct AttachmentTests {
    private let head = "From: a@b\nTo: c@d\nSubject: x\n"

    private func merged(_ folder: TemporaryFolder, largest: Int = 1 << 20) throws -> Composing {
        try Composing(
            head + "Attach: {{ v }}\n\nText\n", columns: ["v"], root: folder.path, largestAttachment: largest)
    }

    private func fault(_ composing: Composing, _ path: String) -> AttachmentFault? {
        do {
            _ = try composing.message([path])
            return nil
        } catch let fault as RowFault {
            #expect(fault.column == "v")
            #expect(fault.header == "Attach")
            guard case .message(.attachment(let reason, path: let shown)) = fault.problem else {
                Issue.record("\(fault)")
                return nil
            }
            #expect(shown == path)
            return reason
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    @Test("No path from the list leads out of the template's folder")
    func escapes() throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.txt", Array("secret".utf8))
        let folder = try TemporaryFolder()
        try folder.write("a/inside.txt", Array("inside".utf8))
        symlink(outside.path + "/secret.txt", folder.path + "/link.txt")
        symlink(outside.path, folder.path + "/linked")
        symlink("a/inside.txt", folder.path + "/harmless.txt")
        let composing = try merged(folder)
        #expect(fault(composing, "../../etc/passwd") == .leavesFolder)
        #expect(fault(composing, "a/../../b") == .leavesFolder)
        #expect(fault(composing, "..") == .leavesFolder)
        #expect(fault(composing, "a/..") == .leavesFolder)
        #expect(fault(composing, "/etc/passwd") == .absolutePath)
        #expect(fault(composing, "//etc/passwd") == .absolutePath)
        #expect(fault(composing, "link.txt") == .symbolicLink)
        #expect(fault(composing, "linked/secret.txt") == .symbolicLink)
        #expect(fault(composing, "harmless.txt") == .symbolicLink)
        #expect(fault(composing, "/dev/zero") == .absolutePath)
        #expect(fault(composing, "missing.txt") == .notFound)
        #expect(fault(composing, "a/inside.txt/x") == .notFound)
        #expect(fault(composing, "missing/x.txt") == .notFound)
        #expect(fault(composing, "phar://x") == .notFound)
        #expect(fault(composing, String(repeating: "n", count: 300)) == .system(errno: ENAMETOOLONG))
        #expect(fault(composing, "./a/./inside.txt") == nil)
    }

    @Test("A folder, a pipe or a socket is refused at once, and nothing waits for a pipe")
    func kinds() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/x.txt", [])
        mkfifo(folder.path + "/pipe", 0o600)
        let composing = try merged(folder)
        #expect(fault(composing, "a") == .isFolder)
        #expect(fault(composing, "a/") == .isFolder)
        #expect(fault(composing, ".") == .isFolder)
        #expect(fault(composing, "pipe") == .notARegularFile)
    }

    @Test("A file over the limit is refused before it is read, a sparse one of 5 GB too")
    func sizes() throws {
        let folder = try TemporaryFolder()
        try folder.write("fits.bin", [UInt8](repeating: 7, count: 100))
        try folder.write("over.bin", [UInt8](repeating: 7, count: 101))
        try folder.write("sparse.bin", [])
        truncate(folder.path + "/sparse.bin", 5_000_000_000)
        let composing = try merged(folder, largest: 100)
        #expect(fault(composing, "fits.bin") == nil)
        #expect(fault(composing, "over.bin") == .tooLarge(limit: 100))
        #expect(fault(composing, "sparse.bin") == .tooLarge(limit: 100))
    }

    @Test("A path that comes out empty attaches nothing, and the message has no more structure than it needs")
    func empty() throws {
        let folder = try TemporaryFolder()
        try folder.write("x.txt", Array("x".utf8))
        let composing = try merged(folder)
        #expect(!(try composing.message([""])).text.contains("multipart"))
        #expect(!(try composing.message([" "])).text.contains("multipart"))
        #expect(try composing.message(["x.txt"]).text.contains("multipart/mixed"))
    }

    @Test("A static attachment is read once, shared by all messages, and not copied into them")
    func shared() throws {
        let folder = try TemporaryFolder()
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        try folder.write("docs/terms.pdf", content)
        let composing = try Composing(head + "Attach: docs/terms.pdf\n\nText\n", root: folder.path)
        let attachment = try #require(composing.composer.staticAttachments.first)
        #expect(attachment.path == "docs/terms.pdf")
        #expect(attachment.size == content.count)
        #expect(attachment.content() == content)
        let first = try composing.message(number: 1)
        let second = try composing.message(number: 2)
        #expect(first.shared.first?.blob === second.shared.first?.blob)
        #expect(first.octets.count < 1000)
        #expect(first.size == first.assembled.count)
        first.expectCleanLines()
        #expect(first.text.contains("Content-Type: application/pdf\r\n"))
        #expect(first.text.contains("Content-Disposition: attachment;\r\n filename=\"terms.pdf\"\r\n"))
    }

    @Test("What is wrong with a static attachment is a fault of the template, with its line")
    func staticFaults() throws {
        let folder = try TemporaryFolder()
        let faults = Composing.faults(
            head + "Attach: missing.pdf\nAttach: ../x\nAttach:\nAttach: /etc/passwd\n\nText",
            root: folder.path)
        #expect(
            faults.map { "\($0.line):\($0.column)" } == ["4:9", "5:9", "6:1", "7:9"])
        #expect(
            faults.map(\.problem) == [
                .message(.attachment(.notFound, path: "missing.pdf")),
                .message(.attachment(.leavesFolder, path: "../x")), .message(.emptyAttachmentPath),
                .message(.attachment(.absolutePath, path: "/etc/passwd")),
            ])
    }

    @Test("A file name is quoted, or written by RFC 2231 in lines that fit")
    func names() throws {
        func parameter(_ name: String) -> String {
            var output: [UInt8] = []
            ParameterEncoding.append(Array(name.utf8)[...], as: "filename", to: &output)
            return String(decoding: output, as: UTF8.self)
        }
        #expect(parameter("a b.pdf") == ";\r\n filename=\"a b.pdf\"")
        #expect(parameter("a\"b.pdf") == ";\r\n filename*=utf-8''a%22b.pdf")
        #expect(parameter("Rechnung März.pdf") == ";\r\n filename*=utf-8''Rechnung%20M%C3%A4rz.pdf")
        #expect(parameter("evil\u{202E}fdp.exe") == ";\r\n filename*=utf-8''evil%E2%80%AEfdp.exe")
        for name in [String(repeating: "ü", count: 100), String(repeating: "a", count: 200)] {
            let lines = parameter(name).utf8Components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 78 })
            #expect(lines[1].utf8.starts(with: " filename*0*=utf-8''".utf8))
        }
    }
}
