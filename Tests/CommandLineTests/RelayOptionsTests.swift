import CampaignRun
import Testing

@testable import merganser

@Suite("Options of one relay among several")
struct RelayOptionsTests {
    private static func options(_ arguments: [String]) throws -> RelayOptions {
        try RelayOptions.parse(arguments)
    }

    @Test("An account in the URL rules out the whole account that is for all, and nothing else")
    func account() throws {
        let options = try Self.options([
            "--username", "ada", "--password-file", "a", "--auth", "PLAIN", "--ca-file", "c",
        ])
        let own = try options.narrowed(
            to: RelayEntry(parsing: "smtps://b.example?username=bo&password-env=SECRET"))
        #expect(own.username == "bo" && own.password.passwordEnv == "SECRET")
        #expect(own.password.passwordFile == nil && own.authentication.auth == nil && own.caFile == "c")
        let others = try options.narrowed(to: RelayEntry(parsing: "smtps://c.example?ca-file=d&weight=2"))
        #expect(others.username == "ada" && others.password.passwordFile == "a" && others.caFile == "d")
    }

    @Test(
        "What does not go together is told with the relay, and no secret is looked for",
        arguments: [
            ("username=bo", "--username needs a password"),
            ("password-file=x", "no --username"),
            ("username=bo&password-file=x&password-env=Y", "Give one of"),
            ("auth=ROT13", "auth="), ("pin=md5/x", "pin="), ("client-key=k", "go together"),
        ])
    func unfit(_ query: String, _ reason: String) throws {
        let options = try Self.options(["--username", "ada", "--password-file", "a"])
        let entry = try RelayEntry(parsing: "smtps://b.example?" + query)
        do throws(UnfitRelayOptions) {
            _ = try options.narrowed(to: entry)
            Issue.record("nothing is wrong with \(query)")
        } catch {
            #expect(error.relay == entry.name && error.reason.contains(reason), "\(error)")
        }
    }
}
