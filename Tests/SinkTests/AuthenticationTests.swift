import Testing

@testable import Sink

@Suite("AUTH")
struct AuthenticationTests {
    private static func settings(_ change: (inout SinkAuthentication) -> Void = { _ in }) -> SinkSettings {
        var user = SinkAuthentication(
            user: Array("ada".utf8), password: Array("s3cret".utf8), isAllowedInClear: true)
        change(&user)
        return .with { $0.authentication = user }
    }

    @Test(
        "The right password is taken, by PLAIN and LOGIN, with an initial response or without",
        arguments: [
            ["AUTH PLAIN AGFkYQBzM2NyZXQ="], ["AUTH PLAIN", "AGFkYQBzM2NyZXQ="],
            ["auth plain YWRhAGFkYQBzM2NyZXQ="],
            ["AUTH LOGIN", "YWRh", "czNjcmV0"], ["AUTH LOGIN YWRh", "czNjcmV0"],
        ])
    func right(_ lines: [String]) throws {
        let rehearsal = try Rehearsal(Self.settings())
        let codes = lines.flatMap { rehearsal.codes($0 + "\r\n") }
        #expect(codes == Array(repeating: 334, count: lines.count - 1) + [235])
        #expect(rehearsal.codes("AUTH PLAIN AGFkYQBzM2NyZXQ=\r\nMAIL FROM:<> AUTH=<>\r\n") == [503, 250])
    }

    @Test(
        "A wrong password, another identity, bad Base64, a cancelled exchange or another mechanism is refused",
        arguments: [
            (["AUTH PLAIN AGFkYQBzM2NyZXU="], 535), (["AUTH PLAIN Ym9iAGFkYQBzM2NyZXQ="], 535),
            (["AUTH PLAIN ="], 535),
            (["AUTH PLAIN AGFkYQBzM2NyZXQ"], 501), (["AUTH PLAIN", "*"], 501),
            (["AUTH LOGIN", "YWRh", ""], 535),
            (["AUTH CRAM-MD5"], 504), (["AUTH"], 501),
        ])
    func wrong(_ lines: [String], _ code: Int) throws {
        let rehearsal = try Rehearsal(Self.settings())
        #expect(lines.flatMap { rehearsal.codes($0 + "\r\n") }.last == code)
        #expect(rehearsal.codes("MAIL FROM:<>\r\n") == [530])
    }

    @Test("Without TLS it is neither offered nor taken, unless that is allowed; and it may be optional")
    func clear() throws {
        let settings = Self.settings { $0.isAllowedInClear = false }
        let rehearsal = try Rehearsal(settings, greeting: nil)
        #expect(!rehearsal.say("EHLO x\r\n").contains { $0.contains("AUTH") })
        #expect(rehearsal.codes("AUTH PLAIN AGFkYQBzM2NyZXQ=\r\nMAIL FROM:<>\r\n") == [538, 530])
        let encrypted = try Rehearsal(settings, isEncrypted: true)
        #expect(encrypted.codes("AUTH PLAIN AGFkYQBzM2NyZXQ=\r\n") == [235])
        let optional = try Rehearsal(Self.settings { $0.isRequired = false })
        #expect(optional.codes("MAIL FROM:<>\r\nAUTH PLAIN AGFkYQBzM2NyZXQ=\r\n") == [250, 503])
    }
}
