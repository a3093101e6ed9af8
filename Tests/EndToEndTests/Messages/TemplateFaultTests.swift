import Foundation
import TestSupport
import Testing

/// What is said of a template that cannot be used for any row.
@Suite("A template that cannot be used is told of with line and column, and with status 65")
struct TemplateFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var headers = ""
        var body = "Hello\n"
        var html: String?
        let said: String
        var testDescription: String { said }
    }

    private static let partials = [
        Fault(
            body: "{% render \"../../etc/passwd\" %}\n",
            said: "letter.eml:5:1: cannot render “../../etc/passwd”: the path has .. in it"),
        Fault(
            body: "{% include \"/etc/passwd\" %}\n",
            said: "letter.eml:5:1: cannot render “/etc/passwd”: the path begins with /"),
        Fault(
            body: "{% render \"link.txt\" %}\n",
            said: "letter.eml:5:1: cannot render “link.txt”: this is a symbolic link, or leads over one"),
        Fault(
            body: "{% render \"outside/passwd\" %}\n",
            said: "letter.eml:5:1: cannot render “outside/passwd”: this is a symbolic link, or leads over one"
        ),
        Fault(
            body: "{% render \"a\u{0}b\" %}\n",
            said: #"letter.eml:5:1: cannot render “a\u{0}b”: the path has the control character NUL in it"#),
        Fault(
            body: "{% render \"pipe\" %}\n",
            said: "letter.eml:5:1: cannot render “pipe”: this is a device, a pipe or a socket"),
        Fault(
            body: "{% render \"self\" %}\n",
            said: "self.txt:1:1: “self” renders itself, which would never end; remove this tag"),
        Fault(
            body: "{% render \"deep1\" %}\n",
            said: "files that render files more than 16 deep are not allowed; put some together"),
        Fault(
            body: "{% render email %}\n",
            said: "letter.eml:5:11: the name of the file has to stand here in quotes"),
        Fault(
            body: "{% render \"footre\" %}\n",
            said:
                "letter.eml:5:1: there is no file for “footre” beside the template; write it, or see the name"
        ),
    ]

    private static let limits = [
        Fault(
            body: "{% for i in (1..9999999) %}x{% endfor %}\n",
            said:
                "letter.eml:5:1: this fails for every row: the loops would run more than 100,000 times; limit them"
        )
    ]

    private static let attachments = [
        Fault(
            headers: "Attach: /dev/zero\n",
            said: "letter.eml:4:9: cannot attach “/dev/zero”: the path begins with /"),
        Fault(
            headers: "Attach: ../secret\n",
            said: "letter.eml:4:9: cannot attach “../secret”: the path has .. in it"),
        Fault(
            headers: "Attach: link.txt\n",
            said: "letter.eml:4:9: cannot attach “link.txt”: this is a symbolic link"),
        Fault(
            headers: "Attach: pipe\n",
            said: "letter.eml:4:9: cannot attach “pipe”: this is a device, a pipe or a socket"),
        Fault(
            headers: "Attach: huge\n",
            said: "letter.eml:4:9: cannot attach “huge”: the file has more than 26,214,400 octets"),
        Fault(
            headers: "Attach: footer.tx\n",
            said:
                "letter.eml:4:9: cannot attach “footer.tx”: there is no such file in the template's folder; did you mean “footer.txt”?"
        ),
    ]

    private static let places = [
        Fault(
            html: "<p onclick=\"f({{ email }})\">a</p>\n",
            said: "letter.html:1:15: nothing can be merged into onclick, whose value is a program"),
        Fault(
            html: "<script>{{ email }}</script>\n",
            said: "letter.html:1:9: nothing can be merged into <script>, where no escaping makes it harmless"),
        Fault(
            html: "<a href=\"{{ email }}:x\">a</a>\n",
            said:
                "letter.html:1:21: what stands before this : is merged, so that rows would choose the kind of the URL"
        ),
        Fault(
            headers: "{{ email }}: x\n", said: "letter.eml:4:1: only the value of a header can be merged"),
        Fault(
            headers: "Message-ID: <x@example.org>\n",
            said: "letter.eml:4:1: Message-ID is written for you; remove this line"),
        Fault(
            body: "{{ emial }}\n",
            said: "letter.eml:5:4: “emial” is no column of the list; did you mean “email”?"),
    ]

    @Test(
        "Nothing is connected to, and no campaign file is kept",
        arguments: partials + limits + attachments + places)
    func refused(_ fault: Fault) async throws {
        let relay = try AnsweringRelay([:])
        let files = try CampaignFiles(
            rows: 1,
            template: "From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\(fault.headers)\n"
                + (fault.html == nil ? fault.body : ""))
        let folder = files.folder
        if let html = fault.html { try folder.write("letter.html", html) }
        try folder.write("footer.txt", "Bye\n")
        try folder.write("self.txt", "{% render \"self\" %}\n")
        for depth in 1...20 { try folder.write("deep\(depth).txt", "{% render \"deep\(depth + 1)\" %}\n") }
        symlink("/etc/passwd", folder("link.txt"))
        symlink("/etc", folder("outside"))
        mkfifo(folder("pipe"), 0o600)
        // A sparse file: it takes no room.
        truncate(try folder.write("huge", ""), 5 << 30)
        let result = try await files.send(relay.url, seconds: 60)
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("error: ") && result.error.contains(fault.said), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: files.campaign))
        #expect(relay.count("EHLO") == 0)
    }
}
