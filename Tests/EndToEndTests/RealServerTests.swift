import Foundation
import TestSupport
import Testing

/// The sample campaign through servers that others wrote, read back by a parser that others wrote.
@Suite("Real servers", .serialized)
struct RealServerTests {
    enum Way: CaseIterable {
        case plain
        case startTLS
        case implicitTLS
    }

    @Test(
        "Through Postfix by BDAT: its log and the messages it delivered say what the ledger, the list and the template say",
        .timeLimit(.minutes(15)), arguments: Way.allCases)
    func postfix(_ way: Way) async throws {
        try await PostfixServer.run { server in
            let sample = try SampleCampaign()
            let trust = ["--ca-file", server.authority]
            switch way {
            case .plain:
                try await sample.send("smtp://127.0.0.1:\(server.port)?tls=none")
            case .startTLS:
                try await sample.send("smtp://localhost:\(server.port)?tls=required", trust)
            case .implicitTLS:
                try await sample.send("smtps://localhost:\(server.tlsPort)", trust)
            }
            try await server.drain()

            let commands = try await server.commands()
            #expect(commands["bdat"] == 26, "\(commands)")
            #expect(commands["data"] == nil, "\(commands)")
            #expect((commands["starttls"] != nil) == (way == .startTLS), "\(commands)")

            let deliveries = try server.deliveries()
            let addresses = deliveries.values.flatMap(\.self)
            #expect(addresses.count == 26 && Set(addresses).count == 26)
            try await sample.checkRecords(refusal: "Recipient address rejected: User unknown") { reply in
                reply.firstMatch(of: /queued as (\w+)$/).flatMap { deliveries[String($0.1)] }
            }
            try await SampleCampaign.check(ReceivedMessage.all(in: server.received))
        }
    }

    @Test(
        "Through aiosmtpd, which has neither PIPELINING nor CHUNKING: its log and its messages say the same",
        .timeLimit(.minutes(15)), arguments: [AiosmtpdServer.Security.plain, .authenticated])
    func aiosmtpd(_ security: AiosmtpdServer.Security) async throws {
        try await AiosmtpdServer.run(security) { server in
            let sample = try SampleCampaign()
            switch security {
            case .plain:
                try await sample.send("smtp://127.0.0.1:\(server.port)")
            case .authenticated:
                try await sample.send(
                    "smtp://localhost:\(server.port)?tls=required",
                    [
                        "--ca-file", server.authority, "--username", AiosmtpdServer.user,
                        "--password-file", server.passwordFile,
                    ])
            }
            let acceptances = try server.acceptances()
            #expect(acceptances.count == 26)
            let isAuthenticated = security == .authenticated
            #expect(acceptances.values.allSatisfy { $0.tls == isAuthenticated })
            #expect(
                acceptances.values.allSatisfy { $0.user == (isAuthenticated ? AiosmtpdServer.user : nil) })
            try await sample.checkRecords(refusal: "No such user") { reply in
                reply.firstMatch(of: /^OK (\d+)$/).flatMap { acceptances[String($0.1)]?.recipients }
            }
            try await SampleCampaign.check(ReceivedMessage.all(in: server.received, envelopes: server.log))
        }
    }
}
