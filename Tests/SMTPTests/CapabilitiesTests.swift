import SMTP
import Testing

@Suite("What EHLO says")
struct CapabilitiesTests {
    private func parse(_ text: String) -> Capabilities {
        Capabilities(Reply(code: 250, text: "greeting\n" + text))
    }

    @Test("Odd case, AUTH=, repeated and empty lines are taken as they come")
    func tolerant() {
        let capabilities = parse(
            "pipelining\n\n  \nAuth=login plain\nAUTH PLAIN  cram-md5\nPIPELINING\nsTaRtTlS\nX-EXPS GSSAPI")
        #expect(capabilities.pipelining && capabilities.startTLS && !capabilities.chunking)
        #expect(capabilities.mechanisms == ["LOGIN", "PLAIN", "CRAM-MD5"])
        #expect(capabilities.keywords == ["PIPELINING", "AUTH", "STARTTLS", "X-EXPS"])
    }

    @Test("Mechanisms are printable ASCII; what else stands there is none")
    func unprintableMechanisms() {
        let reply = Reply(
            code: 250, text: Array("greeting\nAUTH=".utf8) + [0xFF] + Array("\nAUTH \u{E4} PLAIN".utf8))
        #expect(Capabilities(reply).mechanisms == ["PLAIN"])
        #expect(parse("AUTH=\u{E4} LOGIN").mechanisms == ["LOGIN"])
    }

    @Test("The greeting line is no keyword")
    func greeting() {
        #expect(Capabilities(Reply(code: 250, text: "PIPELINING\nCHUNKING")).keywords == ["CHUNKING"])
        #expect(Capabilities(Reply(code: 250, text: "PIPELINING")).keywords == [])
    }

    @Test(
        "A size that cannot be read is none",
        arguments: [
            ("SIZE", nil), ("SIZE 0", nil), ("SIZE -1", nil), ("SIZE +5", nil), ("SIZE 1e6", nil),
            ("size 1000", 1000),
            ("SIZE 99999999999999999999999", nil), ("SIZE 9223372036854775807", Int.max), ("SIZE=77", 77),
            ("SIZE \u{663}", nil), ("SIZE 5 6", 5),
        ])
    func size(line: String, limit: Int?) {
        #expect(parse(line).size)
        #expect(parse(line).sizeLimit == limit)
    }

    @Test("LIMITS of RFC 9422 are read; what does not fit is ignored")
    func limits() {
        let capabilities = parse("LIMITS MAILMAX=100 RCPTMAX=0 RCPTDOMAINMAX=1 MAILMAX")
        #expect(capabilities.mailLimit == 100 && capabilities.recipientLimit == nil)
        #expect(parse("limits rcptmax=20").recipientLimit == 20)
    }

    @Test("A great many keywords are capped")
    func capped() {
        let capabilities = parse(
            (0..<99).map { "X\($0) " }.joined(separator: "\n") + "\nAUTH "
                + (0..<500).map { "M\($0)" }.joined(separator: " "))
        #expect(capabilities.keywords.count <= 100 && capabilities.mechanisms.count == 64)
    }

    @Test("Nothing but ASCII makes a keyword: the dotless i is no I")
    func unicode() {
        #expect(!parse("P\u{131}PELINING\nCHUNK\u{131}NG").pipelining)
    }
}
