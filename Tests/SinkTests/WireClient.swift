import Cryptography
import Glibc
import Sink

/// A client on a blocking socket that speaks octets; it waits a minute at most for anything.
final class WireClient {
    struct Failure: Error {
        let what: String
    }

    private let descriptor: Int32
    private var engine: TLSEngine?
    private var unread: [UInt8] = []
    private(set) var isClosed = false

    init(_ server: SinkServer) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(server.address.port).bigEndian
        address.sin_addr.s_addr = inet_addr(server.address.host)
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(what: "connect: \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ octets: [UInt8]) throws {
        guard let engine else { return try write(octets) }
        try engine.write(octets.span.bytes)
        try flush()
    }

    /// Waits for so many replies and gives their last lines; fewer when the connection ends before.
    func replies(_ count: Int) throws -> [String] {
        var replies: [String] = []
        while replies.count < count, let line = try line() {
            if line.dropFirst(3).first != "-" { replies.append(line) }
        }
        return replies
    }

    func codes(_ count: Int) throws -> [Int] { try replies(count).compactMap { Int($0.prefix(3)) } }

    /// Sends commands and waits for a reply to each.
    func codes(_ text: String, _ count: Int) throws -> [Int] {
        try send(text)
        return try codes(count)
    }

    /// Everything that still comes, until the connection ends.
    func rest() throws -> String {
        while try receive() {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    func startTLS(_ context: TLSContext) throws {
        let engine = try TLSEngine(context, serverName: "localhost")
        while try !engine.handshake() {
            self.engine = engine
            try flush()
            self.engine = nil
            var buffer = [UInt8](repeating: 0, count: 16384)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(what: "the handshake ended early") }
            try engine.receive(buffer.span.extracting(0..<count).bytes)
        }
        self.engine = engine
        try flush()
    }

    private func line() throws -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            guard try receive() else { return nil }
        }
    }

    /// Reads what is there; false at the end of the connection, in whatever way it ended.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 || errno == ECONNRESET else { throw Failure(what: "recv: \(errno)") }
        guard count > 0 else {
            isClosed = true
            return false
        }
        guard let engine else {
            unread += buffer[..<count]
            return true
        }
        try engine.receive(buffer.span.extracting(0..<count).bytes)
        // The last reply and the close_notify may come together.
        let known = unread.count
        return try engine.read(appendingTo: &unread) == .more || unread.count > known
    }

    private func flush() throws {
        var octets: [UInt8] = []
        engine?.takeCiphertext(appendingTo: &octets)
        try write(octets)
    }

    private func write(_ octets: [UInt8]) throws {
        var start = 0
        while start < octets.count {
            let count = octets[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(what: "send: \(errno)") }
            start += count
        }
    }
}
