import Foundation
import TestSupport
import Testing

/// Signed messages as other programs verify them.
@Suite("Signatures", .serialized)
struct SigningTests {
    /// A list whose cells are dense in white space, line ends and letters of all sorts.
    private static func randomList(rows: Int, seed: UInt64) -> String {
        var random = SplitMix64(seed: seed)
        let pieces = [
            " ", "  ", "\t", "\n", "\n\n", " \n", "word", "two words", ".", "é", "€", "=",
            "long" + String(repeating: "x", count: 90),
        ]
        let names = [" ", "  ", "a", "Ann", "Zoë", ",", "\"\"", "日本"]
        func text(_ pieces: [String], _ count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
        }
        var list = "name,email,subject,text\n"
        for row in 1...rows {
            list +=
                "\"\(text(names, 6))\",row\(row)@example.com,\"\(text(names, 30))\",\"\(text(pieces, 40))\"\n"
        }
        return list
    }

    private static let template = """
        From: Sénder <sender@example.org>
        To: {{ name }} <{{ email }}>
        Subject: {{ subject }}
        List-Unsubscribe: <https://example.org/u?{{ email | url_encode }}>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click

        {{ text }}
        """

    @Test("Thousands of random messages in every canonical form pass dkimpy, RSA and Ed25519")
    func dkimpy() async throws {
        let keys = try await SigningFiles()
        try keys.folder.write("letter.eml", Self.template)
        var folders: [String] = []
        for (index, form) in ["relaxed", "simple", "relaxed/simple", "simple/relaxed"].enumerated() {
            try keys.folder.write("list.csv", Self.randomList(rows: 600, seed: UInt64(index)))
            folders.append(keys.folder("out\(index)"))
            let result = try await Merganser.run(
                [
                    "send", "letter.eml", "list.csv", "--dry-run", folders[index], "--dkim-canonicalization",
                    form,
                ]
                    + keys.dkim, in: keys.folder.path)
            try #require(result.status == 0, "\(result.everything)")
        }
        let verified = try await keys.verified(folders)
        #expect(verified.count == 2400)
        #expect(verified.allSatisfy { $0 == [true, true] })
    }

    @Test("OpenDKIM accepts both signatures, and expiry and attachments with them")
    func openDKIM() async throws {
        let program = "/usr/sbin/opendkim"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            print("\(program) is missing; install it with: make setup. Not run.")
            return
        }
        let keys = try await SigningFiles()
        try keys.folder.write("a.bin", (0..<9000).map { UInt8(truncatingIfNeeded: $0) })
        try keys.folder.write(
            "letter.eml", Self.template.replacing("Subject", with: "Attach: a.bin\nSubject"))
        try keys.folder.write("letter.html", "<p>Dear {{ name }},  hello</p>\n\n")
        try keys.folder.write("list.csv", Self.randomList(rows: 20, seed: 7))
        let result = try await Merganser.run(
            ["send", "letter.eml", "list.csv", "--dry-run", "out", "--dkim-expire", "14d"] + keys.dkim,
            in: keys.folder.path)
        try #require(result.status == 0, "\(result.everything)")
        try keys.folder.write("opendkim.conf", "Mode v\nTestPublicKeys \(keys.records)\nSyslog no\n")
        let files = try TemporaryFolder.names(in: keys.folder("out")).filter { $0.hasSuffix(".eml") }
        try #require(files.count == 20)
        let said = try await Command.run(
            program,
            ["-x", keys.folder("opendkim.conf"), "-vv", "-t"] + [
                files.map { keys.folder("out/" + $0) }.joined(separator: ",")
            ])
        try #require(said.status == 0, "\(said.everything)")
        let passes = (said.output + said.error).components(separatedBy: "dkim=pass").count - 1
        #expect(passes == 40, "\(said.everything)")
    }

    @Test(
        "openssl cms accepts S/MIME signatures around text, HTML and attachments, and DKIM around those holds"
    )
    func smime() async throws {
        let keys = try await SigningFiles()
        try keys.folder.write("a.bin", (0..<9000).map { UInt8(truncatingIfNeeded: $0) })
        try keys.folder.write("plain.eml", Self.template)
        try keys.folder.write("mixed.eml", Self.template.replacing("Subject", with: "Attach: a.bin\nSubject"))
        try keys.folder.write("mixed.html", "<p>Dear {{ name }},  hello</p>\n\n")
        try keys.folder.write("list.csv", Self.randomList(rows: 8, seed: 8))
        for name in ["plain", "mixed"] {
            let result = try await Merganser.run(
                ["send", "\(name).eml", "list.csv", "--dry-run", name, "--smime-sign", "smime.pem,smime.key"]
                    + keys.dkim,
                in: keys.folder.path)
            try #require(result.status == 0, "\(result.everything)")
            for file in try TemporaryFolder.names(in: keys.folder(name)) where file.hasSuffix(".eml") {
                try await keys.openssl(
                    "cms", "-verify", "-in", "\(name)/\(file)", "-CAfile", "smime.pem", "-purpose",
                    "smimesign",
                    "-out", "content")
                let original = try String(decoding: keys.folder.read("content"), as: UTF8.self)
                #expect(original.utf8.starts(with: "Content-Type: ".utf8))
            }
        }
        let verified = try await keys.verified(["plain", "mixed"].map { keys.folder($0) })
        #expect(verified.count == 16 && verified.allSatisfy { $0 == [true, true] })
    }

    @Test("An S/MIME signature brings the certificates between the signer's and the root")
    func chain() async throws {
        let keys = try await SigningFiles()
        let files = try CampaignFiles(rows: 1)
        try keys.folder.write("issuing.cnf", "basicConstraints = critical, CA:TRUE\n")
        try keys.folder.write("mail.cnf", "extendedKeyUsage = emailProtection\n")
        try await keys.openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem",
            "-subj",
            "/CN=root")
        for (name, issuer, extensions) in [("middle", "root", "issuing"), ("leaf", "middle", "mail")] {
            try await keys.openssl(
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(name).key", "-out", "\(name).csr",
                "-subj",
                "/CN=\(name)")
            try await keys.openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "\(issuer).pem", "-CAkey", "\(issuer).key",
                "-CAcreateserial", "-extfile", "\(extensions).cnf", "-out", "\(name).pem")
        }
        try keys.protect(keys.folder("leaf.key"))
        try keys.folder.write("chain.pem", keys.folder.read("leaf.pem") + keys.folder.read("middle.pem"))
        let pair = "\(keys.folder("chain.pem")),\(keys.folder("leaf.key"))"
        let result = try await Merganser.run(
            ["send", files.template, files.list, "--dry-run", keys.folder("out"), "--smime-sign", pair])
        try #require(result.status == 0, "\(result.everything)")
        try await keys.openssl(
            "cms", "-verify", "-in", "out/000001.eml", "-certsout", "certificates", "-noverify")
        let found = String(decoding: try keys.folder.read("certificates"), as: UTF8.self)
        #expect(found.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
        // Only the root is given; the signer's own issuer has to come with the message.
        try await keys.openssl(
            "cms", "-verify", "-in", "out/000001.eml", "-CAfile", "root.pem")
    }

    @Test("The digest of a dry run is the same whether messages are signed or not")
    func digest() async throws {
        let keys = try await SigningFiles()
        let files = try CampaignFiles(rows: 3)
        var digests: Set<String> = []
        for (index, options) in [
            [], keys.dkim, ["--smime-sign", "\(keys.certificate),\(keys.certificateKey)"],
        ].enumerated() {
            let result = try await Merganser.run(
                ["send", files.template, files.list, "--dry-run", files.folder("out\(index)")] + options)
            try #require(result.status == 0, "\(result.everything)")
            digests.insert(
                result.output.components(separatedBy: "\n").first { $0.hasPrefix("digest ") } ?? "")
        }
        #expect(digests.count == 1)
    }

    @Test("What is sent is signed, by resume in the same way, and the campaign file holds no key")
    func resume() async throws {
        let keys = try await SigningFiles()
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 30)
        let first = try await files.send(sink.url, keys.dkim + ["--limit", "10", "--dkim-expire", "36h"])
        #expect(first.status == 75, "\(first.everything)")
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        let verified = try await keys.verified([sink.maildir])
        #expect(verified.count == 30 && verified.allSatisfy { $0 == [true, true] })
        let stored = String(decoding: try files.folder.read("letter.merganser"), as: Unicode.ASCII.self)
        let secret = try String(contentsOfFile: keys.rsa, encoding: .utf8).components(separatedBy: "\n")[3]
        #expect(stored.contains(keys.rsa) && !stored.contains(secret) && !stored.contains("PRIVATE KEY"))
        try await sink.stop()
    }

    @Test("resume says so when a key is missing, or is another one by now, and sends nothing")
    func changedKey() async throws {
        let keys = try await SigningFiles()
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 4)
        let first = try await files.send(sink.url, keys.dkim + ["--limit", "1"])
        #expect(first.status == 75, "\(first.everything)")
        try await keys.openssl("genpkey", "-algorithm", "ed25519", "-out", keys.ed25519)
        let changed = try await files.resume()
        #expect(changed.status == 78 && changed.error.contains("is not the key"), "\(changed.everything)")
        try FileManager.default.removeItem(atPath: keys.ed25519)
        let missing = try await files.resume()
        #expect(
            missing.status == 78 && missing.error.contains("cannot read \(keys.ed25519)"),
            "\(missing.everything)")
        #expect(try sink.deliveries().count == 1)
        try await sink.stop()
    }
}
