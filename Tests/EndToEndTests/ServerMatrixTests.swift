import Foundation
import TestSupport
import Testing

/// 500 personal messages, every tenth to somebody who is refused, through servers that others wrote.
@Suite("Every real server", .serialized)
struct ServerMatrixTests {
    struct Run: CustomTestStringConvertible {
        let kind: MailServer.Kind
        let way: MailServer.Way
        var testDescription: String { "\(kind.rawValue), \(way.rawValue)" }

        /// Debian's OpenSMTPD 6.8 ends every TLS handshake, which a test below holds on to.
        static let all = MailServer.Kind.allCases.flatMap { kind in
            MailServer.Way.allCases.map { Run(kind: kind, way: $0) }
        }.filter { $0.kind != .openSMTPD || $0.way == .plain }

        /// Dovecot's submission takes nothing from strangers, and we send no password without TLS.
        var isPossible: Bool { kind != .dovecot || way != .plain }
        var flight: String {
            switch kind {
            case .postfix, .exim, .dovecot: "deep"
            case .sendmail: "grouped"
            case .openSMTPD, .aiosmtpd: "lock-step"
            }
        }
    }

    /// What arrivals.py says of one message.
    private struct Arrival: Decodable {
        let file: String?
        let arrivals: Int
        let changed: String?
    }

    private static let letter = """
        From: Merganser Test <sender@example.org>
        To: {{ name }} <{{ email }}>
        Subject: Number {{ number }} for {{ name }} – a subject beyond ASCII
        Reply-To: "Dr. Answer, of Tests" <answer@example.org>

        Dear {{ name }},

        your number is {{ number }}.
        .A line that starts with a dot.
        .
        From here on, nothing but spaces at the end:   

        """

    private static func isRefused(_ row: Int) -> Bool { row.isMultiple(of: 10) }

    @Test(
        "takes 500 messages: what it accepted arrived once and unchanged, and each refusal is reported in its words",
        .timeLimit(.minutes(15)), arguments: Run.all.filter(\.isPossible))
    func campaign(_ run: Run) async throws {
        let files = try CampaignFiles(rows: 500, template: Self.letter) { row in
            "row\(row)@\(Self.isRefused(row) ? "refused.example" : "example.com")"
        }
        try files.folder.write("letter.html", "<p>Dear <b>{{ name }}</b>,</p>\n<p>{{ number }}</p>\n")
        let shown = try await Merganser.run([
            "send", files.template, files.list, "--dry-run", files.folder("dry"),
        ])
        let digest = try #require(shown.output.firstMatch(of: /digest (\S+)\n/), "\(shown.everything)").1

        try await MailServer.run(run.kind) { server in
            let (url, trust) = server.relay(run.way)
            let login =
                run.kind == .dovecot ? ["--username", "ada", "--password-file", server("password")] : []
            let sent = try await files.send(
                url, ["--approved", String(digest)] + trust + login, seconds: 100)
            try #require(sent.status == 1, "\(sent.everything)")
            try await server.drain()

            let arrivals = try await PythonScript.lines(
                of: "arrivals.py", [files.folder("dry"), server.received], as: Arrival.self)
            let report = try await files.report()
            try #require(report.count == 500 && arrivals.count == 500)
            var attempts = 0
            for (row, (recorded, arrival)) in zip(1..., zip(report, arrivals)) {
                let place = Comment(rawValue: "row \(row) is recorded as \(recorded), arrived as \(arrival)")
                attempts += recorded["merganser_attempts"].flatMap { Int($0) } ?? 0
                #expect(arrival.file == String(format: "%06d.eml", row), place)
                #expect(arrival.changed == nil, place)
                #expect(arrival.arrivals == (Self.isRefused(row) ? 0 : 1), place)
                #expect(
                    recorded["merganser_outcome"] == (Self.isRefused(row) ? "refused" : "accepted"), place)
                #expect(recorded["merganser_code"] == (Self.isRefused(row) ? "550" : "250"), place)
                guard Self.isRefused(row) else { continue }
                #expect(recorded["merganser_reply"]?.contains("<row\(row)@refused.example>") == true, place)
            }
            try record(run, sent.output, retries: attempts - 500)
        }
    }

    // When this fails, Debian has mended it: then OpenSMTPD belongs among the runs above with TLS, too.
    @Test("Debian's OpenSMTPD ends TLS itself, and nothing is sent", .timeLimit(.minutes(15)))
    func brokenTLS() async throws {
        let files = try CampaignFiles(rows: 3)
        try await MailServer.run(.openSMTPD) { server in
            let (url, trust) = server.relay(.startTLS)
            let sent = try await files.send(url, trust)
            #expect(sent.status == 77, "\(sent.everything)")
            #expect(sent.error.contains("alert 80"), "\(sent.everything)")
            #expect(try TemporaryFolder.names(in: server.received + "/new").isEmpty)
        }
        #expect(try await files.count("pending") == 3)
    }

    /// The program's own account has to add up, and goes into the table.
    private func record(_ run: Run, _ output: String, retries: Int) throws {
        #expect(output.contains(/accepted +450\n/) && output.contains(/refused +50\n/), "\(output)")
        let use = try #require(output.split(separator: "\n").last { $0.hasPrefix("through ") }, "\(output)")
        let flights = use.matches(of: /(?<messages>\d+) (?<flight>[a-z-]+) on (?<connections>\d+) connection/)
        #expect(flights.reduce(0) { $0 + (Int($1.messages) ?? 0) } == 450, "\(use)")
        #expect(flights.first.map { String($0.flight) } == run.flight, "\(use)")
        ServerTable.add([
            run.kind.rawValue, run.way.rawValue,
            flights.map { "\($0.messages) \($0.flight)" }.joined(separator: ", "),
            String(flights.reduce(0) { $0 + (Int($1.connections) ?? 0) }), String(retries),
        ])
    }
}
