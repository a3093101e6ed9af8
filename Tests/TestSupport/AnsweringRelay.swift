import Foundation
import Synchronization

/// A server for SMTP on loopback that gives the answers of a test, and to everything else those of a plain server.
///
/// It has no extensions, and a thread for each connection.
package final class AnsweringRelay: Sendable {
    /// What is said in answer to something.
    package struct Answer: ExpressibleByStringLiteral, Sendable {
        let text: @Sendable (_ line: String) -> String
        let closes: Bool

        package init(stringLiteral text: String) { self.init(text) }

        /// - Parameter closes: ends the connection behind it.
        package init(_ text: String, closes: Bool = false) {
            self.text = { _ in text }
            self.closes = closes
        }

        /// What is said follows from the line that was received.
        package init(to text: @escaping @Sendable (_ line: String) -> String) {
            self.text = text
            closes = false
        }

        /// Nothing is said, and the connection stays.
        package static let silence = Answer("")

        /// Nothing is said, and the connection ended.
        package static let hangUp = Answer("", closes: true)
    }

    package let port: Int
    private let listener: Int32
    private let commands: Record

    private final class Record: Sendable {
        let lines = Mutex<[String]>([])
    }

    /// - Parameter answers: by the command's verb; by `connect` for the greeting, `response` for what follows a 334, and
    ///   `.` for the end of a message.
    package init(_ answers: [String: Answer]) throws {
        let (listener, port) = try Loopback.listen()
        let commands = Record()
        self.listener = listener
        self.commands = commands
        self.port = port
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread {
                    var conversation = Conversation(connection, answers) { line in
                        commands.lines.withLock { $0.append(line) }
                    }
                    conversation.run()
                    // A program that another test starts at this moment may hold the connection, too.
                    shutdown(connection, Int32(SHUT_RDWR))
                    close(connection)
                }
            }
            close(listener)
        }
    }

    // Wakes the thread that accepts.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// How often a command came, on all connections; for `.`, the end of a message.
    package func count(_ verb: String) -> Int {
        commands.lines.withLock { $0.count { $0.hasPrefix(verb) } }
    }
}

/// One connection.
private struct Conversation {
    private let connection: Int32
    private let answers: [String: AnsweringRelay.Answer]
    private let note: (String) -> Void
    private var unread: [UInt8] = []

    private static let plain = [
        "connect": "220 relay.example ESMTP\r\n", "DATA": "354 Go on\r\n", "QUIT": "221 Bye\r\n",
    ]

    init(
        _ connection: Int32, _ answers: [String: AnsweringRelay.Answer], note: @escaping (String) -> Void
    ) {
        self.connection = connection
        self.answers = answers
        self.note = note
    }

    mutating func run() {
        guard answer("connect") != nil else { return }
        var isAwaited = false
        while let line = line() {
            note(line)
            let verb = isAwaited ? "response" : line.prefix { $0 != " " }.uppercased()
            guard let said = answer(verb, to: line), verb != "QUIT" else { return }
            isAwaited = said.hasPrefix("334")
            guard verb == "DATA", said.hasPrefix("354") else { continue }
            while let text = self.line(), text != "." {}
            note(".")
            guard answer(".") != nil else { return }
        }
    }

    /// Says what there is to say; nil at the end of the connection.
    private func answer(_ moment: String, to line: String = "") -> String? {
        let answer = answers[moment] ?? .init(Self.plain[moment] ?? "250 OK\r\n")
        let said = answer.text(line)
        var octets = Array(said.utf8)[...]
        while !octets.isEmpty {
            let count = octets.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return nil }
            octets = octets.dropFirst(count)
        }
        return answer.closes ? nil : said
    }

    private mutating func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            unread += buffer[..<count]
        }
    }
}
