import Foundation
import TestSupport
import Testing

/// What a configuration may make of passwords, and of a folder that came from elsewhere.
extension ConfigurationTests {
    @Test("A variable that a relay's URL names for its password is no option, wherever the URL stands")
    func secretOfURL() async throws {
        let secret = try files.folder.write("pw", "hunter2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        let sink = try await RunningSink(["--auth", "ada:\(secret)", "--auth-in-clear"])
        let url = "\(sink.url)?tls=none&username=ada&password-env=MERGANSER%5fPW"
        let environment = ["MERGANSER_PW": "hunter2"]
        let typed = try await run(
            ["send", files.template, files.list, "--relay", url, "--limit", "1"], environment: environment)
        #expect(typed.status == 75, "\(typed.everything)")
        let inFile = try await run(
            ["send", files.template, files.list, "--campaign", files.folder("b.merganser")],
            user: "relay: '\(url)'\n", environment: environment)
        #expect(inFile.status == 0, "\(inFile.everything)")
        let inVariable = try await run(
            ["send", files.template, files.list, "--campaign", files.folder("c.merganser")],
            environment: environment.merging(["MERGANSER_RELAY": url]) { $1 })
        #expect(inVariable.status == 0, "\(inVariable.everything)")
        try await sink.stop()
    }

    @Test("A folder from elsewhere that names a relay does not get the password of a variable")
    func foundRelay() async throws {
        let sink = try await RunningSink(["--auth-in-clear"])
        let environment = [
            "MERGANSER_USERNAME": "ada", "MERGANSER_PASSWORD_ENV": "MERGANSER_PW", "MERGANSER_PW": "hunter2",
        ]
        let sent = try await run(
            ["send", files.template, files.list], campaign: "relay: '\(sink.url)?tls=none'\n",
            environment: environment)
        #expect(sent.status == 78, "\(sent.everything)")
        #expect(
            sent.error.contains("MERGANSER_PASSWORD_ENV: its secret would go where")
                && sent.error.contains("merganser.yaml:1:8"), "\(sent.error)")
        #expect(try sink.deliveries().isEmpty)
        try await sink.stop()
    }

    @Test(
        "With a log in the configuration, rehearsals and tries are made all the same; an empty MERGANSER_CONFIG is none"
    )
    func rehearsed() async throws {
        let sink = try await RunningSink()
        let text = "relay: '\(sink.url)'\nlog: outcomes.jsonl\ntranscript: talk.txt\n"
        let rehearsed = try await run(
            ["send", "letter.eml", "list.csv", "--rehearse"], campaign: text,
            environment: ["MERGANSER_CONFIG": ""])
        #expect(rehearsed.status == 0, "\(rehearsed.everything)")
        let tried = try await run(["send", "letter.eml", "list.csv", "--test-to", "me@example.net"])
        #expect(tried.status == 0, "\(tried.everything)")
        #expect(try !files.folder.names().contains("outcomes.jsonl"))
        try await sink.stop()
    }
}
