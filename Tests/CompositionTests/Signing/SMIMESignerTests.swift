import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Composition

@Suite("An S/MIME signature")
struct SMIMESignerTests {
    /// A certificate for ada@example.org, made by the `openssl` command line.
    private static func signer(_ folder: TemporaryFolder) throws -> SMIMESigner {
        let made = try Command.runHere(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Ada"]
                + ["-addext", "subjectAltName=email:ada@example.org", "-keyout", folder.path + "/key"]
                + ["-out", folder.path + "/certificate"])
        try #require(made.status == 0, "\(made.everything)")
        func octets(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name)))
        }
        return SMIMESigner(try CMSSigner(certificates: octets("certificate"), key: octets("key")))
    }

    private static func composing(_ folder: TemporaryFolder, from: String = "Ada@example.org") throws
        -> Composing
    {
        try folder.write("a.bin", (0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        return try Composing(
            "From: \(from)\nTo: b@example.com\nSubject: x\nAttach: a.bin\n\nhello  \n--=_signed_\n",
            html: "<p>hello</p>\n", root: folder.path)
    }

    @Test("covers all of the content, static attachments too, and nothing of the header")
    func holds() throws {
        let folder = try TemporaryFolder()
        let signer = try Self.signer(folder)
        let unsigned = try Self.composing(folder).message()
        var message = unsigned
        try signer.sign(&message, date: Composing.date)
        try signer.verify(message.assembled)
        message.expectCleanLines()
        let content = Array(unsigned.assembled[unsigned.contentStart...])
        let parts = try #require(SignedParts.read(message.assembled))
        #expect(parts.content == content)
        #expect(message.octets[..<message.contentStart] == unsigned.octets[..<unsigned.contentStart])
        let text = message.text
        for (part, other) in [("hello  ", "hallo  "), ("a.bin", "b.bin"), ("text/html", "text/htm")] {
            try #require(text.contains(part))
            #expect(throws: SigningFault.unverifiableSMIME) {
                try signer.verify(Array(text.replacing(part, with: other).utf8))
            }
        }
        #expect(throws: SigningFault.unverifiableSMIME) { try signer.verify(unsigned.assembled) }
    }

    @Test("is the same each time for the same date")
    func deterministic() throws {
        let folder = try TemporaryFolder()
        let signer = try Self.signer(folder)
        func signed(_ date: Int64) throws -> [UInt8] {
            var message = try Self.composing(folder).message()
            try signer.sign(&message, date: date)
            return message.assembled
        }
        #expect(try signed(Composing.date) == signed(Composing.date))
        #expect(try signed(Composing.date) != signed(Composing.date + 1))
    }

    @Test("is for the address of the certificate, whatever its case, and is refused for another")
    func author() throws {
        let folder = try TemporaryFolder()
        let signer = try Self.signer(folder)
        try signer.check(Self.composing(folder).message())
        #expect(
            throws: SigningFault.notInCertificate(author: "bob@example.org", addresses: ["ada@example.org"])
        ) { try signer.check(Self.composing(folder, from: "bob@example.org").message()) }
    }

    @Test("of a message without content is refused")
    func malformed() throws {
        let signer = try Self.signer(TemporaryFolder())
        var message = Message()
        #expect(throws: SigningFault.malformedMessage) { try signer.sign(&message, date: 0) }
    }
}
