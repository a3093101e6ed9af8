import Foundation
import Testing

@testable import Composition

@Suite("Parameters of Attach")
struct AttachParameterTests {
    private let head = "From: a@example.org\nTo: b@example.org\nSubject: x\n"
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("files/17.bin", Array("content".utf8))
        try folder.write("a;b.txt", Array("text".utf8))
        try folder.write("Report.pdf", Array("pdf".utf8))
    }

    private func message(_ attach: String, _ cells: [String] = ["17", "Zoë"]) throws -> Message {
        let composing = try Composing(
            head + "Attach: \(attach)\n\nText\n", columns: ["n", "name"], root: folder.path)
        return try composing.message(cells)
    }

    /// The part's own header lines.
    private func part(_ attach: String, _ cells: [String] = ["17", "Zoë"]) throws -> [String] {
        let message = try message(attach, cells)
        message.expectCleanLines()
        let delimited = message.text.utf8Components(separatedBy: "\r\n--=_")
        let part = try #require(
            delimited.first { $0.utf8Components(separatedBy: "Content-Disposition").count == 2 })
        return Array(
            part.utf8Components(separatedBy: "\r\n\r\n")[0].utf8Components(separatedBy: "\r\n").dropFirst())
    }

    @Test("name says what readers see, the same for all rows or merged, for one file or one for each row")
    func name() throws {
        for path in ["files/17.bin", "files/{{ n }}.bin"] {
            #expect(
                try part("\(path); name=\"Report.pdf\"") == [
                    "Content-Type: application/pdf", "Content-Transfer-Encoding: base64",
                    "Content-Disposition: attachment;", " filename=\"Report.pdf\"",
                ])
            #expect(
                try part("\(path); name=\"Report {{ n }}.pdf\"").last == " filename=\"Report 17.pdf\"")
            #expect(
                try part("\(path); name=Report {{ name }}.pdf").last
                    == " filename*=utf-8''Report%20Zo%C3%AB.pdf")
        }
        // What has no ending of its own keeps the type of the file.
        #expect(try part("Report.pdf; name=\"{{ n }}\"").first == "Content-Type: application/pdf")
        // One that comes out empty is the file's own.
        #expect(try part("Report.pdf; name=\"{{ name }}\"", ["1", ""]).last == " filename=\"Report.pdf\"")
    }

    @Test("A merged name is one name: quotes, semicolons and backslashes in a cell begin no other parameter")
    func hostileNames() throws {
        for cell in [
            "a\"; x=\"b", "a; type=x", "a\"\u{301}b", "a=b", "=?utf-8?q?x?=", "a\u{202E}fdp",
        ] {
            let lines = try part("Report.pdf; name=\"{{ name }}.pdf\"", ["1", cell])
            #expect(lines.first == "Content-Type: application/pdf", "\(cell)")
            #expect(lines.count == 4, "\(cell)")
            #expect(lines.last?.utf8.count { $0 == UInt8(ascii: "\"") } ?? 0 <= 2, "\(cell)")
        }
        for (cell, octet) in [("../x", UInt8(ascii: "/")), ("a\\b", UInt8(ascii: "\\"))] {
            #expect(
                throws: RowFault(column: "name", header: "Attach", problem: .message(.attachmentName(octet)))
            ) {
                try message("Report.pdf; name=\"{{ name }}.pdf\"", ["1", cell])
            }
        }
        #expect(throws: RowFault.self) { try message("Report.pdf; name={{ name }}", ["1", "a\r\nb"]) }
    }

    @Test("type says what the file is, in any case of letters, and text is called UTF-8 when it is")
    func type() throws {
        #expect(try part("files/{{ n }}.bin; type=Application/PDF").first == "Content-Type: application/pdf")
        #expect(try part("files/17.bin; type=text/x-log").first == "Content-Type: text/x-log; charset=utf-8")
        #expect(
            try part("files/17.bin; TYPE = \"text/csv\" ; Name = x.pdf") == [
                "Content-Type: text/csv; charset=utf-8", "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;", " filename=\"x.pdf\"",
            ])
    }

    @Test("A path with a semicolon stands in quotes; one from a cell needs none")
    func quotedPath() throws {
        #expect(try part("\"a;b.txt\"").last == " filename=\"a;b.txt\"")
        #expect(try part("{{ name }}", ["1", "a;b.txt"]).last == " filename=\"a;b.txt\"")
    }

    @Test("A merged name keeps the file shared, octet for octet")
    func shared() throws {
        let composing = try Composing(
            head + "Attach: files/17.bin; name=\"{{ n }}.bin\"\n\nText\n", columns: ["n"], root: folder.path)
        let (first, second) = (try composing.message(["1"]), try composing.message(["2"]))
        #expect(first.shared.first?.blob === second.shared.first?.blob)
        #expect(composing.composer.staticAttachments.first?.content() == Array("content".utf8))
        #expect(first.size == first.assembled.count)
    }

    @Test(
        "What is wrong is told with its place, and with what was meant",
        arguments: [
            ("Report.pdf; nmae=x", "21: unknownParameter(\"nmae\", nearest: Optional(\"name\"))"),
            ("Report.pdf; filename=x", "21: unknownParameter(\"filename\", nearest: Optional(\"name\"))"),
            ("Report.pdf; colour=x", "21: unknownParameter(\"colour\", nearest: nil)"),
            ("Report.pdf; name=x; Name=y", "29: repeatedParameter(\"name\")"),
            ("Report.pdf; name", "21: parameterWithoutValue(\"name\")"),
            ("Report.pdf; name=", "21: parameterWithoutValue(\"name\")"),
            ("Report.pdf; name=\"\"", "21: parameterWithoutValue(\"name\")"),
            ("Report.pdf;", "20: parameterWithoutValue(\"\")"),
            ("a;b.txt", "11: parameterWithoutValue(\"b\")"),
            ("Report.pdf; name=\"x\" y", "30: textAfterQuote"),
            ("Report.pdf{% if n %}; name=x{% endif %}", "29: separatorInBlock"),
            ("Report.pdf; type=pdf", "21: malformedType(\"pdf\")"),
            ("Report.pdf; type=text/a b", "21: malformedType(\"text/a b\")"),
            ("Report.pdf; type=message/rfc822", "21: compositeType(\"message/rfc822\")"),
            ("Report.pdf; type=multipart/mixed", "21: compositeType(\"multipart/mixed\")"),
            ("Report.pdf; type={{ n }}", "21: parameterVaries(\"type\")"),
            ("Report.pdf; name=../x", "21: folderInName(47)"),
            ("x.ics; method=REQUEST; name=y", "32: besideMethod(\"name\")"),
        ])
    func faults(attach: String, expected: String) throws {
        let faults = Composing.faults(
            head + "Attach: \(attach)\n\nText\n", columns: ["n"], root: folder.path)
        let told = faults.first.map { fault -> String in
            guard case .message(.attach(let problem)) = fault.problem else { return "\(fault)" }
            #expect(fault.line == 4)
            return "\(fault.column): \(problem)"
        }
        #expect(told == expected)
    }

    @Test(
        "A file that is not there is told with the nearest name, in a folder as well; of rows it is not looked for"
    )
    func nearest() throws {
        try folder.write("images/logo.png", [0x89])
        func problem(_ eml: String, html: String? = nil) -> TemplateFault.Problem? {
            Composing.faults(eml, html: html, columns: ["n"], root: folder.path).first?.problem
        }
        #expect(
            problem(head + "Attach: Reprot.pdf\n\nText\n")
                == .message(.attachment(.misspelt(nearest: "Report.pdf"), path: "Reprot.pdf")))
        #expect(
            problem(head + "\n", html: "<img src=\"images/logo.pgn\">")
                == .message(.image(.misspelt(nearest: "images/logo.png"), path: "images/logo.pgn")))
        #expect(
            problem(head + "\n", html: "<img src=\"image/logo.png\">")
                == .message(.image(.misspelt(nearest: "images/logo.png"), path: "image/logo.png")))
        #expect(
            problem(head + "\n", html: "<img src=\"banner.gif\">")
                == .message(.image(.notFound, path: "banner.gif")))
        // Nothing outside the folder is ever suggested, or looked at.
        symlink("/etc", folder.path + "/etx")
        #expect(
            problem(head + "Attach: etx/passwb\n\nText\n")
                == .message(.attachment(.symbolicLink, path: "etx/passwb")))
        #expect(
            problem(head + "Attach: eti/passwd\n\nText\n")
                == .message(.attachment(.notFound, path: "eti/passwd")))
    }
}
