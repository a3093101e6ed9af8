import Glibc
import TestSupport
import Testing

@testable import CampaignRun

@Suite("A file that is written")
struct OutputFileTests {
    private static func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test(
        "A file that takes another's place does so when it is complete; a run that stops leaves the old one, and nothing else"
    )
    func replaced() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("report.csv", "old")
        do {
            let abandoned = try OutputFile(path: path, mode: .replace)
            try abandoned.write("half")
            try abandoned.flush()
        }
        #expect(try folder.read("report.csv") == Array("old".utf8))
        #expect(try folder.names() == ["report.csv"])
        let file = try OutputFile(path: path, mode: .replace)
        try file.write("new")
        try file.close()
        #expect(try folder.read("report.csv") == Array("new".utf8))
        #expect(try folder.names() == ["report.csv"])
    }

    @Test("New files are for their owner only", arguments: [OutputFile.Mode.new, .replace, .append])
    func owner(_ mode: OutputFile.Mode) throws {
        let folder = try TemporaryFolder()
        let file = try OutputFile(path: folder("x"), mode: mode)
        try file.write("ada@example.com")
        try file.close()
        #expect(Self.mode(of: folder("x")) == 0o600)
    }

    @Test("A symbolic link stays one; what it leads to is replaced")
    func link() throws {
        let folder = try TemporaryFolder()
        try folder.write("real.csv", "old")
        #expect(symlink("real.csv", folder("link.csv")) == 0)
        let file = try OutputFile(path: folder("link.csv"), mode: .replace)
        try file.write("new")
        try file.close()
        #expect(try folder.read("real.csv") == Array("new".utf8))
        var status = stat()
        #expect(lstat(folder("link.csv"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test("Devices and pipes are written into, never replaced; a folder is refused")
    func places() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder("pipe"), 0o600) == 0)
        #expect(try OutputPlace(path: folder("pipe")) == .stream)
        #expect(try OutputPlace(path: "/dev/null") == .stream)
        #expect(try OutputPlace(path: folder("none")) == .file(path: folder("none")))
        #expect(throws: FileFault(path: folder.path, operation: .create, code: EISDIR)) {
            try OutputPlace(path: folder.path)
        }
    }

    @Test("What was written before a failure is not written a second time")
    func halfWritten() throws {
        // A pipe takes 64 KiB; then it is full, and a descriptor that does not wait says so.
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        for end in ends { #expect(fcntl(end, F_SETFL, O_NONBLOCK) == 0) }
        let reader = ends[0]
        defer { close(reader) }
        let file = OutputFile(path: "pipe", descriptor: ends[1])
        let octets = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        #expect(throws: FileFault(path: "pipe", operation: .write, code: EAGAIN)) {
            try file.write(octets)
        }
        var received: [UInt8] = []
        while received.count < octets.count {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let got = read(reader, &chunk, chunk.count)
            guard got > 0 else { break }
            received += chunk.prefix(got)
            do { try file.flush() } catch { #expect(error.code == EAGAIN) }
        }
        #expect(received == octets)
    }

    @Test("The campaign file and the list are known under every name, there or not yet")
    func protected() throws {
        let folder = try TemporaryFolder()
        let list = try folder.write("list.csv", "email\n")
        try folder.write("other.csv", "x")
        #expect(Glibc.link(list, folder("hard.csv")) == 0)
        #expect(symlink("list.csv", folder("soft.csv")) == 0)
        var kept = ProtectedFiles(campaign: folder("c.merganser"), inputs: [list, "-"])
        for name in ["list.csv", "hard.csv", "soft.csv", "./list.csv"] {
            #expect(throws: OutputConflict(output: folder(name), reason: .needed(as: list))) {
                try kept.check(folder(name))
            }
        }
        #expect(throws: OutputConflict.self) { try kept.check(folder("c.merganser")) }
        #expect(throws: OutputConflict.self) { try kept.check(folder("./c.merganser-wal")) }
        for name in ["other.csv", "none.csv"] { try kept.check(folder(name)) }
        for output in ["-", "/dev/null", "/dev/null"] { try kept.check(output) }
        // Two outputs in one file would write over each other.
        let same = OutputConflict(output: folder("./none.csv"), reason: .shared(with: folder("none.csv")))
        #expect(throws: same) { try kept.check(folder("./none.csv")) }
    }

    @Test(
        "What lines are appended to is empty or begins as they do",
        arguments: [
            ("", true, true), (#"{"time":"2026"#, true, false), (#"{"ti"#, true, false), ("{}", false, false),
            ("2026-11-25T10:00:00Z 1 C: QUIT", false, true), ("2026-11", false, true),
            ("20261", false, false),
        ])
    func lineOpenings(content: String, isLog: Bool, isTranscript: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("file", content)
        for (opening, isOwn) in [(LineOpening.outcome, isLog), (.conversation, isTranscript)] {
            var kept = ProtectedFiles(campaign: folder("c.merganser"), inputs: [])
            if isOwn {
                try kept.check(path, as: opening)
            } else {
                #expect(throws: OutputConflict(output: path, reason: .foreign)) {
                    try kept.check(path, as: opening)
                }
            }
        }
    }
}
