import Foundation
import TestSupport
import Testing

/// Keys and options that will not do, each with its own sentence.
@Suite("A signing key", .serialized)
struct SigningKeyTests {
    /// Tries to send with these options; no connection is made to a closed port before they are read.
    private static func send(_ options: [String], template: String = CampaignFiles.letter) async throws
        -> CommandResult
    {
        try await CampaignFiles(rows: 2, template: template).send("smtp://127.0.0.1:1", options)
    }

    @Test("that others can read is refused", arguments: [0o640, 0o604, 0o644])
    func permissions(mode: Int) async throws {
        let keys = try await SigningFiles()
        try keys.protect(keys.rsa, mode)
        try keys.protect(keys.certificateKey, mode)
        for options in [
            ["--dkim", "news=\(keys.rsa)"], ["--smime-sign", "\(keys.certificate),\(keys.certificateKey)"],
        ] {
            let result = try await Self.send(options)
            #expect(result.status == 78 && result.error.contains("chmod 600"), "\(result.everything)")
        }
    }

    @Test("of a kind that does not serve, too short, locked or damaged is refused with its reason")
    func kinds() async throws {
        let keys = try await SigningFiles()
        try await keys.openssl(
            "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "small.pem")
        try await keys.openssl(
            "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem")
        try await keys.openssl(
            "pkey", "-in", "rsa.pem", "-aes128", "-passout", "pass:secret", "-out", "locked.pem")
        try await keys.openssl(
            "rsa", "-in", "rsa.pem", "-traditional", "-aes128", "-passout", "pass:secret", "-out", "old.pem")
        try await keys.openssl("pkey", "-in", "rsa.pem", "-pubout", "-out", "public.pem")
        try keys.folder.write("damaged.pem", Array(keys.folder.read("rsa.pem").dropFirst(200)))
        for (file, words) in [
            ("small.pem", "1024 bits"), ("ec.pem", "kind EC"), ("locked.pem", "passphrase"),
            ("old.pem", "passphrase"),
            ("public.pem", "no usable private key"), ("damaged.pem", "no usable private key"),
            ("none.pem", "cannot read"),
        ] {
            if file != "none.pem" { try keys.protect(keys.folder(file)) }
            let result = try await Self.send(["--dkim", "news=\(keys.folder(file))"])
            #expect(result.status == 78 && result.error.contains(words), "\(file): \(result.everything)")
        }
    }

    @Test("with CR LF line ends, or in the older PEM form, is read all the same")
    func forms() async throws {
        let keys = try await SigningFiles()
        let expected = try await keys.record(of: keys.rsa)
        let text = String(decoding: try keys.folder.read("rsa.pem"), as: UTF8.self)
        try keys.folder.write("crlf.pem", text.replacingOccurrences(of: "\n", with: "\r\n"))
        try await keys.openssl("rsa", "-in", "rsa.pem", "-traditional", "-out", "old.pem")
        for file in ["crlf.pem", "old.pem"] {
            try keys.protect(keys.folder(file))
            #expect(try await keys.record(of: keys.folder(file)) == expected)
        }
    }

    @Test("of a domain that From is not in ends the campaign before anything is sent")
    func alignment() async throws {
        let keys = try await SigningFiles()
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let result = try await files.send(sink.url, ["--dkim", "news@example.com=\(keys.rsa)"])
        #expect(result.status == 65 && result.error.contains("DMARC"), "\(result.everything)")
        #expect(!FileManager.default.fileExists(atPath: files.campaign))
        #expect(try sink.events("connected").isEmpty)
        try await sink.stop()
    }

    @Test("is compared with what DNS has, before anything else")
    func records() async throws {
        let keys = try await SigningFiles()
        let files = try CampaignFiles(rows: 1)
        let record = try await keys.record(of: keys.rsa)
        try await keys.openssl("pkey", "-in", "ed25519.pem", "-pubout", "-out", "public.pem")
        func run(_ text: String?, _ name: String) async throws -> CommandResult {
            if let text { try keys.folder.write("record.txt", text) }
            return try await Merganser.run(
                [
                    "send", files.template, files.list, "--dry-run", files.folder(name), "--dkim-record",
                    text == nil ? keys.folder("public.pem") : keys.folder("record.txt"),
                ] + keys.dkim)
        }
        #expect(try await run(record, "good").status == 0)
        #expect(try await run(nil, "public").status == 0)
        let testing = try await run(record.replacing("k=rsa", with: "k=rsa; t=y"), "testing")
        #expect(testing.status == 0 && testing.error.contains("t=y"), "\(testing.everything)")
        let other = try await SigningFiles()
        for (text, words) in [
            (try await other.record(of: other.rsa), "publishes another key"), ("v=DKIM1; p=", "revoked"),
            ("hello", "no DKIM key record"),
        ] {
            let result = try await run(text, "bad")
            #expect(result.status == 78 && result.error.contains(words), "\(result.everything)")
        }
    }

    @Test("of a certificate for another address, or of another certificate, is refused")
    func certificates() async throws {
        let keys = try await SigningFiles()
        let pair = "\(keys.certificate),\(keys.certificateKey)"
        let other = CampaignFiles.letter.replacing("sender@", with: "somebody@")
        let result = try await Self.send(["--smime-sign", pair], template: other)
        #expect(result.status == 65 && result.error.contains("sender@example.org"), "\(result.everything)")
        let mismatch = try await Self.send(["--smime-sign", "\(keys.certificate),\(keys.rsa)"])
        #expect(
            mismatch.status == 78 && mismatch.error.contains("not the key of the certificate"),
            "\(mismatch.everything)")
        let none = try await Self.send(["--smime-sign", "\(keys.rsa),\(keys.certificateKey)"])
        #expect(none.status == 78 && none.error.contains("no usable certificate"), "\(none.everything)")
    }

    @Test(
        "option that is malformed is a matter of usage",
        arguments: [
            ["--dkim", "news"], ["--dkim", "=x"], ["--dkim", "ne ws=x"], ["--dkim", "a@b=x"],
            ["--dkim-expire", "14d"],
            ["--dkim", "a=x", "--dkim-expire", "0d"], ["--dkim", "a=x", "--dkim-canonicalization", "strict"],
            ["--smime-sign", "x"], ["--dkim-record", "x"],
        ])
    func usage(options: [String]) async throws {
        let result = try await Self.send(options)
        #expect(result.status == 64, "\(result.everything)")
    }
}
