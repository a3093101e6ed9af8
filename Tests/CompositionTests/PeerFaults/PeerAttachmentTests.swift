import Foundation
import Testing

@testable import Composition

/// One test for each fault that was published of what another sender attaches, named after it.
@Suite("Published faults of other senders: attachments")
struct PeerAttachmentTests {
    private static let head = "From: a@example.org\nTo: ada@example.org\nSubject: x\n"

    private func fault(_ composing: Composing, _ path: String) -> AttachmentFault? {
        do {
            _ = try composing.message([path])
            return nil
        } catch let fault as RowFault {
            guard case .message(.attachment(let reason, path: _)) = fault.problem else { return nil }
            return reason
        } catch {
            return nil
        }
    }

    @Test("CVE-2020-13625 (PHPMailer): a quote in the name of a file ends no parameter and begins none")
    func quotes() throws {
        let folder = try TemporaryFolder()
        let names = [
            "a\".exe", "a\"; filename=\"b.exe", "\".pdf", "a\\\".pdf", "a;b.pdf", "a'b.pdf", "a\"\u{301}.pdf",
        ]
        let composing = try Composing(
            Self.head + "Attach: {{ v }}\n\nText\n", columns: ["v"], root: folder.path)
        for name in names {
            try folder.write(name, Array("x".utf8))
            let message = try composing.message([name])
            message.expectCleanLines()
            let lines = message.text.utf8Components(separatedBy: "\r\n")
            let disposition = try #require(
                lines.firstIndex { $0.utf8.starts(with: "Content-Disposition: attachment".utf8) })
            let parameter = lines[disposition + 1]
            #expect(parameter.utf8.starts(with: " filename".utf8), "\(name)")
            let quotes = parameter.utf8.count { $0 == UInt8(ascii: "\"") }
            #expect(quotes == 0 || quotes == 2 && parameter.utf8.last == UInt8(ascii: "\""), "\(name)")
            #expect(!parameter.utf8.contains(UInt8(ascii: "\\")), "\(name)")
            // One parameter, and the empty line of the part's header behind it.
            #expect(lines[disposition + 2].isEmpty, "\(name)")
        }
    }

    @Test(
        "CVE-2018-19296, CVE-2020-36326 (PHPMailer): phar:// and other URLs are names of files, and of none that is there"
    )
    func urls() throws {
        let folder = try TemporaryFolder()
        try folder.write("x.phar", Array("x".utf8))
        let composing = try Composing(
            Self.head + "Attach: {{ v }}\n\nText\n", columns: ["v"], root: folder.path)
        for path in [
            "phar://x.phar", "phar://\(folder.path)/x.phar", "http://127.0.0.1/x", "https://example.org/x",
            "file:///etc/passwd", "file://\(folder.path)/x.phar", "php://filter/resource=/etc/passwd",
            "data:text/plain,x",
            "\\\\server\\share\\x", "glob://*", "jar:file:x!/y",
        ] {
            #expect(fault(composing, path) == .notFound, "\(path)")
            let faults = Composing.faults(Self.head + "Attach: \(path)\n\nText\n", root: folder.path)
            #expect(
                faults.map(\.problem) == [.message(.attachment(.notFound, path: path))], "\(path)")
        }
    }

    @Test(
        "CVE-2012-2139 (ruby mail): a file outside the folder is not attached, by .. or by an absolute path")
    func rubyMail() throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.txt", Array("secret".utf8))
        let folder = try TemporaryFolder()
        try folder.write("a/b.txt", Array("b".utf8))
        let composing = try Composing(
            Self.head + "Attach: {{ v }}\n\nText\n", columns: ["v"], root: folder.path)
        let name = URL(fileURLWithPath: outside.path).lastPathComponent
        for path in ["../\(name)/secret.txt", "a/../../\(name)/secret.txt", "./../\(name)/secret.txt", ".."] {
            #expect(fault(composing, path) == .leavesFolder, "\(path)")
        }
        for path in ["\(outside.path)/secret.txt", "/etc/passwd", "//etc/passwd"] {
            #expect(fault(composing, path) == .absolutePath, "\(path)")
        }
        #expect(try composing.message(["a/b.txt"]).text.contains("b.txt"))
    }

    @Test(
        "CVE-2017-5223 (PHPMailer): no file of this machine is embedded because HTML names it, from a cell or the author"
    )
    func htmlImages() throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.png", Array("secret".utf8))
        let folder = try TemporaryFolder()
        try folder.write("inside/x.png", [0x89])
        symlink(outside.path + "/secret.png", folder.path + "/link.png")
        // What the author wrote is looked for in the folder, and nowhere else.
        for (path, expected): (String, AttachmentFault) in [
            ("/etc/passwd", .absolutePath), ("../../etc/passwd", .leavesFolder), ("link.png", .symbolicLink),
            ("%2e%2e/secret.png", .leavesFolder), ("&#46;&#46;/secret.png", .leavesFolder),
        ] {
            let faults = Composing.faults(Self.head + "\n", html: "<img src=\"\(path)\">", root: folder.path)
            guard case .message(.image(let fault, _))? = faults.first?.problem else {
                Issue.record("\(path): \(faults)")
                continue
            }
            #expect(fault == expected, "\(path)")
        }
        // What a cell says is a path in that folder, or markup that is escaped.
        let perRow = try Composing(
            Self.head + "\n", html: "<img src=\"inside/{{ v }}.png\">{{ v }}", columns: ["v"],
            root: folder.path)
        for cell in ["../../etc/passwd", "../link", "..", "x\0"] {
            #expect(throws: RowFault.self, "\(cell)") { try perRow.message([cell]) }
        }
        let body = try Composing(Self.head + "\n", html: "<p>{{ v }}</p>", columns: ["v"], root: folder.path)
        let message = try body.message(["<img src=\"/etc/passwd\"><img src=\"inside/x.png\">"])
        #expect(!message.text.contains("multipart/related") && !message.text.contains("cid:"))
    }

    @Test("CVE-2017-5223 (PHPMailer): a file: URL stays a URL, and a cell that is one makes the row invalid")
    func fileURLs() throws {
        let folder = try TemporaryFolder()
        try folder.write("x.png", [0x89])
        let html = try Composing(
            Self.head + "\n", html: "<img src=\"{{ v }}\"><img src=\"file://\(folder.path)/x.png\">",
            columns: ["v"],
            root: folder.path)
        #expect(throws: RowFault(column: "v", problem: .urlScheme("file"))) {
            try html.message(["file://\(folder.path)/x.png"])
        }
        let message = try html.message(["https://example.org/x.png"])
        #expect(!message.text.contains("multipart/related"))
    }
}
