import Configuration
import Foundation
import TestSupport
import Testing

/// A file that came with a campaign, perhaps from somebody else.
@Suite("A configuration file that was only found")
struct FoundFileTests {
    private func problems(_ text: String, in folder: TemporaryFolder) -> [ConfigurationFault.Problem] {
        do throws(ConfigurationFaults) {
            _ = try Words.file(text, path: folder("merganser.yaml"), standing: .found)
            return []
        } catch {
            return error.faults.map(\.problem)
        }
    }

    @Test("says yes for nobody", arguments: ["yes: true", "resume: {retry: in-doubt}", "approved: '00-00'"])
    func consent(_ text: String) throws {
        let folder = try TemporaryFolder()
        let key = text.contains("retry") ? "retry" : String(text.prefix { $0 != ":" })
        #expect(problems(text, in: folder) == [.consentFromFoundFile(key)])
        #expect(Words.faults(text, standing: .named).isEmpty)
        #expect(problems("yes: false", in: folder).isEmpty)
    }

    @Test(
        "has nothing written outside of its folder",
        arguments: ["/etc/x", "~/.profile", "../x", "a/../../x"])
    func outputs(_ path: String) throws {
        let folder = try TemporaryFolder()
        #expect(problems("log: \(path)", in: folder) == [.outputFromFoundFile("log")])
        #expect(Words.faults("log: \(path)", standing: .users).isEmpty)
        #expect(problems("log: logs/x", in: folder).isEmpty)
    }

    @Test(
        "has no secret read through a symbolic link, wherever on the way it is",
        arguments: ["link", "folder/secret", "./folder/secret"])
    func links(_ path: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("elsewhere/secret", "hunter2\n")
        try folder.write("plain/secret", "x\n")
        #expect(symlink("elsewhere/secret", folder("link")) == 0)
        #expect(symlink("elsewhere", folder("folder")) == 0)
        let start = "relay: 'smtp://a'\n"
        #expect(
            problems(start + "password-file: \(path)", in: folder) == [.linkFromFoundFile("password-file")])
        #expect(problems(start + "client-key: \(path)", in: folder) == [.linkFromFoundFile("client-key")])
        #expect(problems("dkim: [news=plain/secret, n=\(path)]", in: folder) == [.linkFromFoundFile("dkim")])
        #expect(problems("log: \(path)", in: folder) == [.linkFromFoundFile("log")])
        for allowed in ["plain/secret", "plain/none", "none/none"] {
            #expect(problems(start + "password-file: \(allowed)", in: folder).isEmpty)
        }
    }

    @Test(
        "names no key outside of its folder",
        arguments: [
            ("dkim", "news@example.org=/etc/key.pem"), ("smime-sign", "cert.pem,../key.pem"),
            ("unsubscribe-key-file", "~/key"), ("client-key", "/etc/key.pem"),
        ])
    func keys(_ key: String, _ value: String) throws {
        let text = "relay: 'smtp://a'\n\(key): '\(value)'"
        #expect(problems(text, in: try TemporaryFolder()) == [.secretFromFoundFile(key)])
    }

    @Test("names no password outside of its folder for a server of its own")
    func serversPassword() throws {
        let folder = try TemporaryFolder()
        #expect(problems("sink: {auth: 'ada:/etc/pw'}", in: folder) == [.secretFromFoundFile("auth")])
        #expect(problems("sink: {auth: 'ada:pw'}", in: folder).isEmpty)
    }

    @Test(
        "gets no secret that a variable names for the relay, by whatever name it is reached",
        arguments: [
            ("relay: 'smtp://b'", [String]()), ("relay: b\nrelays: {b: {url: 'smtp://b'}}", []),
            ("relays: {b: {url: 'smtp://b'}}", ["--relay", "b"]),
        ])
    func relay(_ text: String, _ given: [String]) throws {
        let environment = ["MERGANSER_USERNAME": "ada", "MERGANSER_PASSWORD_FILE": "/pw"]
        let found = try Words.file(text, standing: .found)
        func run(_ files: [ConfigurationFile], _ given: [String]) throws -> [String] {
            try Words.arguments(Words.send, given, files: files, environment: environment)
        }
        let fault = #expect(throws: ConfigurationFaults.self) { try run([found], given) }
        #expect(fault?.faults.map(\.place) == [.variable("MERGANSER_PASSWORD_FILE")])
        #expect(try run([Words.file(text)], given).contains("--password-file=/pw"))
        #expect(try run([found], ["--relay", "smtp://c"]).contains("--password-file=/pw"))
        #expect(try run([found], given + ["--rehearse"]).contains("--password-file=/pw"))
        // A name for a relay of the user's own.
        let users = try Words.file("relays: {main: {url: 'smtp://a'}}", path: "/u/c", standing: .users)
        let naming = try Words.file("relay: main", standing: .found)
        #expect(try run([naming, users], []).contains("--password-file=/pw"))
    }

    @Test("gets no secret that a variable names for a proxy")
    func proxy() throws {
        let found = try Words.file("proxy: 'socks5://ada@b'", standing: .found)
        #expect(throws: ConfigurationFaults.self) {
            try Words.arguments(
                Words.send, ["--relay", "smtp://a"], files: [found],
                environment: ["MERGANSER_PROXY_PASSWORD_FILE": "/pw"])
        }
    }
}
