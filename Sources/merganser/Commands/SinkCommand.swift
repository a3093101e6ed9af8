import ArgumentParser
import Dispatch
import Glibc
import NIOPosix
import Sink

/// `merganser sink`: an SMTP server that keeps what it gets, and misbehaves on request.
struct SinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sink",
        abstract: "Run an SMTP server for rehearsals: it keeps what it gets, and misbehaves on request.",
        discussion: """
            Prints one line, `listening on HOST:PORT` or `listening on unix:PATH`, when it is ready, and runs until it is interrupted. Nothing \
            it takes is ever sent on. Without --maildir messages are counted and forgotten.
            """)

    @Option(
        help: ArgumentHelp(
            "Listen on this address, port 0 takes a free one; or on a Unix socket: unix:/path.",
            valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Flag(help: "Speak LMTP: behind the content an answer for each recipient.")
    var lmtp = false

    @Option(help: ArgumentHelp("Keep accepted messages in this Maildir.", valueName: "folder"))
    var maildir: String?

    @Option(help: ArgumentHelp("Append every event to this file, one JSON object a line.", valueName: "file"))
    var log: String?

    @Flag(help: "Log the SHA-256 of every accepted message.")
    var digests = false

    @Option(help: ArgumentHelp("Run on so many threads.", valueName: "number"))
    var threads = 1

    @OptionGroup var configuration: ConfigurationOption

    @OptionGroup(title: "Extensions")
    var extensions: SinkExtensionOptions

    @OptionGroup(title: "TLS and authentication")
    var security: SinkSecurityOptions

    @OptionGroup(title: "Limits and misbehaviour")
    var behaviour: SinkBehaviourOptions

    func validate() throws {
        _ = try settings()
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads takes a number from 1 to 64.")
        }
    }

    func run() async throws {
        try await reportingErrors {
            do {
                var settings = try settings()
                settings.authentication = try security.authentication()
                return try await serve(settings)
            } catch let fault as SinkFault {
                Terminal.complain(["error: " + fault.sentence])
                return fault.exitStatus
            }
        }
    }

    private func serve(_ settings: SinkSettings) async throws -> ExitStatus {
        // Before the line that says ready, so that whoever waits for it may stop us at once.
        let stop = StopSignals()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        do {
            let server = try await SinkServer.start(settings, on: group)
            Terminal.print(["listening on \(server.address)"])
            await stop.wait()
            try await server.stop()
            Terminal.print([server.counts.summary])
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
        return .complete
    }

    /// What the options say, without the password.
    private func settings() throws -> SinkSettings {
        var settings = SinkSettings()
        if let path = socketPath {
            settings.socketPath = path
        } else {
            (settings.host, settings.port) = try listenAddress()
        }
        settings.speaksLMTP = lmtp
        if let maildir { settings.storage = .maildir(maildir) }
        settings.logPath = log
        settings.logsDigests = digests
        extensions.apply(to: &settings)
        try security.apply(to: &settings)
        try behaviour.apply(to: &settings)
        return settings
    }

    private var socketPath: String? {
        let scheme = "unix:"
        return listen.hasPrefix(scheme) ? String(listen.dropFirst(scheme.utf8.count)) : nil
    }

    /// `HOST:PORT`; an IPv6 address stands in brackets.
    private func listenAddress() throws -> (host: String, port: Int) {
        let mistake = ValidationError(
            "--listen \(listen.printable) is not HOST:PORT; write 127.0.0.1:2525, or [::1]:2525 for IPv6.")
        let octets = Array(listen.utf8)
        guard let colon = octets.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(String(decoding: octets[(colon + 1)...], as: UTF8.self))
        else {
            throw mistake
        }
        var host = octets[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(UInt8(ascii: ":")) {
            throw mistake
        }
        guard !host.isEmpty else { throw mistake }
        return (String(decoding: host, as: UTF8.self), Int(port))
    }
}

/// Waits for SIGINT or SIGTERM.
private struct StopSignals {
    private let sources: SignalSources
    private let arrivals: AsyncStream<Void>

    init() {
        let (arrivals, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.arrivals = arrivals
        sources = SignalSources([SIGINT, SIGTERM]) { _ in continuation.yield() }
    }

    func wait() async {
        for await _ in arrivals { break }
        sources.cancel()
    }
}
