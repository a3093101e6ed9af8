import TestSupport
import Testing

@Suite("TLS of every relay")
struct RequireTLSTests {
    @Test("is asked for with each message, also by resume, and probe shows that it can be")
    func asked() async throws {
        let folder = try TemporaryFolder()
        let certificate = try await TestCertificate(in: folder, name: "localhost")
        let sink = try await RunningSink([
            "--tls-certificate", certificate.path, "--tls-key", certificate.keyPath,
        ])
        let files = try CampaignFiles(rows: 70)
        let url = "submission://localhost:\(sink.port)"
        let trust = ["--ca-file", certificate.path]
        let sent = try await files.send(url, trust + ["--require-tls-onward", "--limit", "66"])
        #expect(sent.status == 75, "\(sent.everything)")
        let resumed = try await files.resume(trust)
        #expect(resumed.status == 0, "\(resumed.everything)")
        let accepted = try sink.events("accepted")
        #expect(accepted.count == 70 && accepted.allSatisfy { $0["requiretls"] as? Bool == true })
        let probed = try await Merganser.run(["probe", url] + trust)
        #expect(probed.output.contains("REQUIRETLS   offered: --require-tls-onward"), "\(probed.everything)")
        try await sink.stop()
    }

    @Test("is not to be had of a relay that does not offer it: nothing is sent, and check says so, too")
    func notOffered() async throws {
        let folder = try TemporaryFolder()
        let certificate = try await TestCertificate(in: folder, name: "localhost")
        let sink = try await RunningSink([
            "--tls-certificate", certificate.path, "--tls-key", certificate.keyPath, "--no-requiretls",
        ])
        let files = try CampaignFiles(rows: 2)
        let url = "submission://localhost:\(sink.port)"
        let options = ["--ca-file", certificate.path, "--require-tls-onward"]
        let sent = try await files.send(url, options)
        #expect(sent.status == 77 && sent.error.contains("REQUIRETLS"), "\(sent.everything)")
        let checked = try await Merganser.run(
            ["check", files.template, files.list, "--relay", url] + options)
        #expect(checked.status == 77 && checked.error.contains("REQUIRETLS"), "\(checked.everything)")
        #expect(try sink.events("accepted").isEmpty)
        #expect(try await files.count("pending") == 2)
        try await sink.stop()
    }

    @Test(
        "is of no use where TLS may be missing or unverified: it is refused before anything is read",
        arguments: ["smtp://localhost", "submission://mx.invalid?tls=opportunistic", "smtp+unix:/run/smtp"])
    func unverified(_ url: String) async throws {
        let result = try await Merganser.run([
            "send", "no.eml", "no.csv", "--relay", url, "--require-tls-onward",
        ])
        #expect(result.status == 64 && result.error.contains("--require-tls-onward"), "\(result.everything)")
    }
}
