import Foundation
import TestSupport
import Testing

@Suite("Octets that any relay takes")
struct EightBitTests {
    @Test("are the same for a relay with BINARYMIME, one with 8BITMIME and one with neither")
    func same() async throws {
        let files = try CampaignFiles(
            rows: 3,
            template: """
                From: Zoë <sender@example.org>
                To: {{ name }} <{{ email }}>
                Subject: Grüße
                Attach: picture.bin

                Grüße an {{ name }}
                """)
        try files.folder.write("picture.bin", (0...255).flatMap { [UInt8]([$0, 13, 0, 10]) })
        let dry = try await Merganser.run([
            "send", files.template, files.list, "--dry-run", files.folder("out"),
        ])
        let digest = try #require(
            dry.output.split(separator: "\n").first { $0.hasPrefix("digest ") }?.dropFirst(7),
            "\(dry.everything)")
        var received: [[[UInt8]]] = []
        for (number, options) in [
            ["--binarymime"], [], ["--no-8bitmime"], ["--no-chunking", "--binarymime"],
        ].enumerated() {
            let sink = try await RunningSink(options, keepsMail: true)
            let sent = try await Merganser.run([
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--approved",
                String(digest),
                "--campaign", files.folder("\(number).merganser"),
            ])
            #expect(sent.status == 0, "\(sent.everything)")
            received.append(try messages(in: sink.maildir))
            try await sink.stop()
        }
        #expect(received[0].count == 3 && received.allSatisfy { $0 == received[0] })
        #expect(received[0].allSatisfy { $0.allSatisfy { $0 < 0x80 } })
    }

    /// What a sink took, without the lines that hold the time, in an order of their own.
    private func messages(in maildir: String) throws -> [[UInt8]] {
        try TemporaryFolder.names(in: maildir + "/new").map { name in
            let octets = Array(try Data(contentsOf: URL(fileURLWithPath: maildir + "/new/" + name)))
            let lines = octets.split(separator: 0x0A, omittingEmptySubsequences: false)
            return Array(lines.filter { !$0.starts(with: "Date: ".utf8) }.joined(separator: [0x0A]))
        }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }

    @Test("are what probe says of BINARYMIME, too: that it is not used")
    func probe() async throws {
        let sink = try await RunningSink(["--binarymime"])
        let probed = try await Merganser.run(["probe", sink.url])
        #expect(probed.output.contains("BINARYMIME   offered; not used"), "\(probed.everything)")
        #expect(probed.output.contains("DSN          offered: --dsn"), "\(probed.output)")
        #expect(!probed.output.contains("offered: --require-tls-onward"), "\(probed.output)")
        try await sink.stop()
    }
}
