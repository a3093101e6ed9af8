import Foundation
import TestSupport
import Testing

/// Signals that somebody wants ignored, and those that come when all is done.
@Suite("Signals from the surroundings", .serialized)
struct InheritedSignalTests {
    @Test("A signal that was ignored when the program began stays ignored: nohup, and jobs in the background")
    func ignored() async throws {
        let sink = try await RunningSink(["--delay", "20"])
        let files = try CampaignFiles(rows: 40)
        let process = try BackgroundProcess(
            "sh",
            [
                "-c", #"trap "" HUP INT; exec "$0" "$@""#, Merganser.path, "send", "letter.eml", "list.csv",
                "--yes", "--relay", sink.url, "--connections", "1", "--window", "1",
            ], in: files.folder.path)
        while try sink.deliveries().count < 3 {
            try #require(process.isRunning, "\(process.output)\(process.error)")
            try await Task.sleep(for: .milliseconds(5))
        }
        process.signal(SIGHUP)
        process.signal(SIGINT)
        let result = try await process.wait()
        #expect(result.status == 0 && result.signal == nil, "\(result.everything)")
        #expect(try sink.deliveries().count == 40)
        try await sink.stop()
    }

    @Test("A terminal that hangs up when the run is over does not end what is said of it")
    func afterwards() async throws {
        let words = String(repeating: "very long words ", count: 25)
        let sink = try await RunningSink(["--refuse", "me@example.net=550 5.1.1 \(words)"])
        let files = try CampaignFiles(rows: 300)
        let pipe = files.folder("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // With both ends here nobody waits for the other, and what is said fills the pipe.
        let descriptor = open(pipe, O_RDWR | O_NONBLOCK)
        defer { close(descriptor) }
        let process = try BackgroundProcess(
            "sh",
            [
                "-c", #"exec "$0" "$@" >pipe"#, Merganser.path, "send", "letter.eml", "list.csv", "--yes",
                "--relay", sink.url, "--test-to", "me@example.net", "--sample", "300", "--limit", "300",
            ], in: files.folder.path)
        var waiting: Int32 = 0
        // Its 16 pages hold whole lines.
        while waiting < 56_000 {
            try #require(process.isRunning, "\(process.error)")
            _ = ioctl(descriptor, UInt(FIONREAD), &waiting)
            try await Task.sleep(for: .milliseconds(5))
        }
        process.signal(SIGHUP)
        process.signal(SIGUSR1)
        var said: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { said += chunk[..<count] } else if !process.isRunning { break }
            try await Task.sleep(for: .milliseconds(1))
        }
        let result = try await process.wait()
        #expect(result.status == 1 && result.signal == nil, "\(result.everything)")
        #expect(String(decoding: said, as: UTF8.self).components(separatedBy: "\n[test ").count == 301)
        try await sink.stop()
    }
}
