import Foundation
import TestSupport
import Testing

/// What is said of a relay with which TLS or authentication cannot be had, and that nothing is sent to it.
@Suite("A relay that cannot be trusted is told of in words, and by the exit status")
struct SecurityFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let answers: [String: AnsweringRelay.Answer]
        let status: Int32
        let said: String
        var testDescription: String { said }

        init(_ answers: [String: AnsweringRelay.Answer], _ said: String, status: Int32 = 77) {
            self.answers = answers
            self.status = status
            self.said = said
        }

        /// - Parameter answer: to STARTTLS.
        static func startTLS(
            _ answer: AnsweringRelay.Answer, _ said: String, status: Int32 = 77
        ) -> Fault {
            Fault(["EHLO": "250-mx\r\n250 STARTTLS\r\n", "STARTTLS": answer], said, status: status)
        }

        /// - Parameter answers: to AUTH, and to each line behind it.
        static func authentication(
            _ mechanisms: String, _ answers: [String: AnsweringRelay.Answer] = [:], _ said: String,
            status: Int32 = 77
        ) -> Fault {
            let offer = ["EHLO": AnsweringRelay.Answer("250-mx\r\n250 AUTH \(mechanisms)\r\n")]
            return Fault(offer.merging(answers) { $1 }, said, status: status)
        }
    }

    private static let user = ["--username", "ada", "--password-env", "RELAY_SECRET"]

    private static func send(
        _ fault: Fault, _ query: String, _ options: [String] = []
    ) async throws -> AnsweringRelay {
        let relay = try AnsweringRelay(fault.answers)
        let files = try CampaignFiles(rows: 2)
        let result = try await files.send(
            relay.url + query, user + options, environment: ["RELAY_SECRET": "battery staple"])
        #expect(result.status == fault.status, "\(result.everything)")
        #expect(
            result.error.contains("error: \(relay.url)\(query): ") && result.error.contains(fault.said),
            "\(result.error)")
        #expect(result.output.contains("pending   2"), "\(result.output)")
        #expect(relay.count("MAIL") == 0)
        return relay
    }

    private static let refusal = "TLS is required and the relay refused STARTTLS: "
    private static let attack =
        "written into the conversation in clear behind the reply to STARTTLS; somebody on the way"

    @Test(
        "Where STARTTLS is required and cannot be had, no password and no message goes in clear",
        arguments: [
            Fault([:], "TLS is required and the relay does not offer STARTTLS; use smtps://"),
            .startTLS(
                "454 4.7.0 Not now\r\n", refusal + "“454 4.7.0 Not now”; nothing was sent; resume later"),
            .startTLS("502 5.5.1 What?\r\n", refusal + "“502 5.5.1 What?”"),
            .startTLS("354 Go on\r\n", refusal + "“354 Go on”"),
            .startTLS(.init("221 Bye\r\n", closes: true), refusal + "“221 Bye”"),
            .startTLS(
                "What?\r\n",
                "TLS is required, and the relay's answer to STARTTLS is none: “What?” is no reply line"),
            .startTLS(.init("220 Go on\r\n", closes: true), "the connection was lost", status: 69),
            // CVE-2011-0411 and its descendants: a whole reply, and the beginning of one.
            .startTLS("220 Go on\r\n250-mx\r\n250 AUTH LOGIN\r\n", attack),
            .startTLS("220 Go on\r\n2", attack),
            Fault(
                ["EHLO": "502 5.5.1 What?\r\n"],
                "the relay does not know EHLO, without which there is no STARTTLS"),
            Fault(
                ["EHLO": "550 5.7.1 Not you\r\n"], "the relay refused EHLO: “550 5.7.1 Not you”", status: 69),
        ])
    func stripped(_ fault: Fault) async throws {
        let relay = try await Self.send(fault, "?tls=required")
        #expect(relay.count("AUTH") == 0)
    }

    @Test(
        "A password or a token that is refused is tried once, and mail is not sent without",
        arguments: [
            Fault([:], "a user name was given, and the relay offers no AUTH; leave --username out"),
            .authentication(
                "NTLM", [:], "the relay offers NTLM to authenticate, none of which fits; a password goes"),
            .authentication(
                "PLAIN", ["AUTH": "535 5.7.8 No\r\n"],
                "refused user name or password: “535 5.7.8 No”; nothing was sent and no second try was made"),
            .authentication(
                "PLAIN", ["AUTH": "534 5.7.9 Too weak\r\n"], "user name or password: “534 5.7.9 Too weak”"),
            .authentication(
                "PLAIN", ["AUTH": "538 5.7.11 Encrypt\r\n"], "user name or password: “538 5.7.11 Encrypt”"),
            .authentication(
                "PLAIN", ["AUTH": "334 More\r\n", "response": "501 5.7.0 Cancelled\r\n"],
                "the relay's part of the authentication cannot be understood; nothing was sent"),
            .authentication(
                "CRAM-MD5", ["AUTH": "334 ?!\r\n", "response": "334 ?!\r\n"],
                "the relay's part of the authentication cannot be understood; nothing was sent"),
            .authentication(
                "SCRAM-SHA-256", ["AUTH": "235 2.7.0 In\r\n"],
                "could not prove that it knows the password, so it is not the one the account is at"),
            .authentication(
                "SCRAM-SHA-256", ["AUTH": challenge { "r=\($0)x,s=c2FsdA==,i=4294967295" }],
                "asks for 4294967295 rounds of SCRAM, and 4,096 to 10,000,000 are acceptable"),
            .authentication(
                "SCRAM-SHA-256", ["AUTH": challenge { _ in "r=other,s=c2FsdA==,i=4096" }],
                "answered another authentication than ours; somebody on the way may be attacking it"),
            // The server's signature is wrong, and it insists.
            .authentication(
                "SCRAM-SHA-256",
                ["AUTH": challenge { "r=\($0)x,s=c2FsdA==,i=4096" }, "response": "334 dj1BQUFB\r\n"],
                "could not prove that it knows the password, so it is not the one the account is at"),
        ])
    func refused(_ fault: Fault) async throws {
        let relay = try await Self.send(fault, "?tls=none")
        #expect(relay.count("AUTH") <= 1)
    }

    @Test("A password that cannot be checked just now is tried again a few times, then resume is the way on")
    func deferred() async throws {
        let fault = Fault.authentication(
            "PLAIN", ["AUTH": "454 4.7.0 Later\r\n"],
            "could not check user name and password just now: “454 4.7.0 Later”; resume later", status: 69)
        let relay = try await Self.send(fault, "?tls=none")
        #expect(relay.count("AUTH") == 3)
    }

    @Test(
        "A mechanism that was ruled out, and a way without TLS, are not taken because the relay offers no other",
        arguments: [
            (
                "?tls=none", ["--auth", "SCRAM-SHA-256"],
                "the relay offers PLAIN to authenticate, none of which fits"
            ),
            (
                "", [],
                "nobody authenticates over a connection without verified TLS; use smtps:// or submission://"
            ),
        ])
    func downgraded(_ query: String, _ options: [String], _ said: String) async throws {
        let relay = try await Self.send(.authentication("PLAIN", [:], said), query, options)
        #expect(relay.count("AUTH") == 0)
    }

    /// A challenge in which the client's nonce stands.
    private static func challenge(
        _ text: @escaping @Sendable (_ nonce: String) -> String
    ) -> AnsweringRelay.Answer {
        AnsweringRelay.Answer { line in
            let first = Data(base64Encoded: line.components(separatedBy: " ").last ?? "") ?? Data()
            let nonce = String(decoding: first, as: UTF8.self).components(separatedBy: "r=").last ?? ""
            return "334 \(Data(text(nonce).utf8).base64EncodedString())\r\n"
        }
    }
}
