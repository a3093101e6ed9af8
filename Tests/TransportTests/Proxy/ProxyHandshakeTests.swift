import Testing

@testable import Transport

/// What a handshake said and how it went, with the proxy's octets in pieces of one size.
private struct Hearing: Equatable {
    var said: [[UInt8]]
    var end: ProxyStep = .wait
    /// What was not taken: the relay's.
    var left: [UInt8] = []

    /// Each answer is heard when the words before it were said.
    init(_ handshake: some ProxyHandshake, _ answers: [[UInt8]], pieces: Int) {
        var handshake = handshake
        said = [handshake.opening]
        for answer in answers {
            for start in stride(from: 0, to: answer.count, by: pieces) {
                left += answer[start..<min(start + pieces, answer.count)]
                guard end == .wait || isSaying else { continue }
                end = handshake.advance(&left)
                if case .say(let octets) = end { said.append(octets) }
            }
        }
    }

    private var isSaying: Bool { if case .say = end { true } else { false } }
}

@Suite("Asking a proxy for a way")
struct ProxyHandshakeTests {
    private static let established: [UInt8] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    private static let greeting = Array("220 relay\r\n".utf8)

    private func socks(_ host: String = "mx.example", user: String? = nil) -> SocksHandshake {
        SocksHandshake(to: host, port: 587, user: user.map { Array($0.utf8) }, password: Array("pw".utf8))
    }

    private func connect(_ host: String = "mx.example", user: String? = nil) -> ConnectHandshake {
        ConnectHandshake(to: host, port: 587, user: user.map { Array($0.utf8) }, password: Array("pw".utf8))
    }

    @Test(
        "by SOCKS says the relay's name, not its address, and leaves the relay's octets",
        arguments: [1, 2, 99])
    func socksName(_ pieces: Int) {
        let hearing = Hearing(socks(), [[5, 0], Self.established + Self.greeting], pieces: pieces)
        let request: [UInt8] = [5, 1, 0, 3, 10] + Array("mx.example".utf8) + [2, 75]
        #expect(hearing.said == [[5, 1, 0], request])
        #expect(hearing.end == .done && hearing.left == Self.greeting)
    }

    @Test("by SOCKS takes a bound address of each kind", arguments: [1, 99])
    func boundAddresses(_ pieces: Int) {
        let six: [UInt8] = [5, 0, 0, 4] + [UInt8](repeating: 7, count: 16) + [1, 2]
        let name: [UInt8] = [5, 0, 0, 3, 3] + Array("abc".utf8) + [1, 2]
        let empty: [UInt8] = [5, 0, 0, 3, 0, 1, 2]
        for reply in [Self.established, six, name, empty] {
            let hearing = Hearing(socks(), [[5, 0], reply + Self.greeting], pieces: pieces)
            #expect(hearing.end == .done && hearing.left == Self.greeting)
        }
    }

    @Test("by SOCKS says an address in digits as one")
    func socksDigits() {
        let four: [UInt8] = [5, 1, 0, 1, 192, 0, 2, 1, 2, 75]
        #expect(Hearing(socks("192.0.2.1"), [[5, 0]], pieces: 9).said.last == four)
        let six: [UInt8] = [5, 1, 0, 4] + [UInt8](repeating: 0, count: 15) + [1, 2, 75]
        #expect(Hearing(socks("::1"), [[5, 0]], pieces: 9).said.last == six)
    }

    @Test("by SOCKS gives user and password where they are wanted", arguments: [1, 99])
    func socksPassword(_ pieces: Int) {
        let hearing = Hearing(socks(user: "ada"), [[5, 2], [1, 0], Self.established], pieces: pieces)
        let identity: [UInt8] = [1, 3] + Array("ada".utf8) + [2] + Array("pw".utf8)
        #expect(hearing.said.prefix(2) == [[5, 2, 0, 2], identity])
        #expect(hearing.end == .done && hearing.left.isEmpty)
        #expect(Hearing(socks(user: "ada"), [[5, 0], Self.established], pieces: pieces).end == .done)
        let refused = Hearing(socks(user: "ada"), [[5, 2], [1, 1]], pieces: pieces)
        #expect(refused.end == .fail(.authenticationRefused))
    }

    @Test(
        "by SOCKS ends with what the proxy did not like, or did wrong",
        arguments: [
            ([[5, 0xFF]], ProxyFault.authenticationRequired), ([[5, 2]], .authenticationRequired),
            ([[5, 1]], .noCommonMethod),
            ([[5, 0], [5, 2, 0, 1]], .refused(code: 2)), ([[5, 0], [5, 5]], .refused(code: 5)),
            ([[5, 0], [5, 0, 0, 9, 0]], .foreign(.socks, [5, 0, 0, 9, 0])),
            ([[4]], .foreign(.socks, [4])), ([[5, 0], [0, 90]], .foreign(.socks, [0])),
            ([Array("HTTP/1.1 400 Bad".utf8)], .foreign(.socks, [UInt8(ascii: "H")])),
        ] as [([[UInt8]], ProxyFault)])
    func socksFaults(_ answers: [[UInt8]], _ fault: ProxyFault) {
        #expect(Hearing(socks(), answers, pieces: 1).end == .fail(fault))
    }

    @Test("by SOCKS takes no answer to what was not said yet")
    func early() {
        let hearing = Hearing(socks(), [[5, 0] + Self.established], pieces: 99)
        #expect(hearing.end == .fail(.unexpectedOctets))
        #expect(hearing.said == [[5, 1, 0]])
        #expect(
            Hearing(socks(user: "a"), [[5, 2], [1, 0] + Self.established], pieces: 99).end
                == .fail(.unexpectedOctets))
    }

    @Test("by SOCKS with a user that the proxy has no way to ask for is told so")
    func noMethod() {
        #expect(Hearing(socks(user: "a"), [[5, 0xFF]], pieces: 1).end == .fail(.noCommonMethod))
    }

    @Test("by CONNECT says host and port, an IPv6 address in brackets, and who asks")
    func connectWords() {
        #expect(
            connect().opening
                == Array("CONNECT mx.example:587 HTTP/1.1\r\nHost: mx.example:587\r\n\r\n".utf8))
        #expect(connect("::1").opening.starts(with: "CONNECT [::1]:587 HTTP/1.1\r\n".utf8))
        let identified = String(decoding: connect(user: "ada").opening, as: UTF8.self)
        #expect(identified.hasSuffix("\r\nProxy-Authorization: Basic YWRhOnB3\r\n\r\n"))
    }

    @Test(
        "by CONNECT takes any success, whatever stands before and in it, and leaves the relay's octets",
        arguments: [
            "HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200\n\n",
            "HTTP/1.1 204 \r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ])
    func connectSuccess(_ head: String) {
        for pieces in [1, 2, 7, 1000] {
            let hearing = Hearing(connect(), [Array(head.utf8) + Self.greeting], pieces: pieces)
            #expect(hearing.end == .done && hearing.left == Self.greeting, "in pieces of \(pieces)")
        }
    }

    @Test(
        "by CONNECT ends with the proxy's words, escaped",
        arguments: [
            (
                "HTTP/1.1 403 No\u{1B}]0;mail\r\n\r\n",
                ProxyFault.answered(status: 403, reason: "No\\u{1B}]0;mail")
            ),
            ("HTTP/1.1 502\r\n\r\n", .answered(status: 502, reason: "")),
            ("HTTP/1.1 407 Who\r\n\r\n", .authenticationRequired),
            (
                "HTTP/1.1 301 Moved\r\nLocation: http://elsewhere.example\r\n\r\n",
                .answered(status: 301, reason: "Moved")
            ),
            ("HTTP/1.1 2000 OK\r\n\r\n", .foreign(.connect, Array("HTTP/1.1 2000 OK\r\n\r\n".utf8))),
            ("HTTP/1.1 +20 OK\r\n\r\n", .foreign(.connect, Array("HTTP/1.1 +20 OK\r\n\r\n".utf8))),
            ("HTTP/1.1 099 OK\r\n\r\n", .foreign(.connect, Array("HTTP/1.1 099 OK\r\n\r\n".utf8))),
            ("220 mx.example ESMTP\r\n", .foreign(.connect, [UInt8(ascii: "2")])),
            ("HTTP/2 200\r\n\r\n", .foreign(.connect, Array("HTTP/2".utf8))),
        ])
    func connectFaults(_ head: String, _ fault: ProxyFault) {
        #expect(Hearing(connect(), [Array(head.utf8)], pieces: 1).end == .fail(fault))
        let refused = Hearing(connect(user: "ada"), [Array("HTTP/1.1 407 Who\r\n\r\n".utf8)], pieces: 1)
        #expect(refused.end == .fail(.authenticationRefused))
    }

    @Test("by CONNECT ends at 16 KiB of heads, in one or in many")
    func limit() {
        let line = Array("X: \(String(repeating: "a", count: 95))\r\n".utf8)
        let endless = Array("HTTP/1.1 200 OK\r\n".utf8) + (0..<200).flatMap { _ in line }
        let many = (0..<1000).flatMap { _ in Array("HTTP/1.1 100 Continue\r\n\r\n".utf8) }
        for octets in [endless, many, endless + [0x0D, 0x0A]] {
            for pieces in [97, octets.count] {
                #expect(
                    Hearing(connect(), [octets], pieces: pieces).end == .fail(.answerTooLong(limit: 16_384)))
            }
        }
    }

    @Test("fails for good where another try would end the same way")
    func permanence() {
        let permanent: [ProxyFault] = [
            .authenticationRequired, .authenticationRefused, .noCommonMethod, .refused(code: 2),
            .answered(status: 403, reason: ""), .answered(status: 501, reason: ""),
            .unreachable(.unknownHost("proxy.example")),
        ]
        let passing: [ProxyFault] = [
            .refused(code: 1), .refused(code: 4), .refused(code: 5), .answered(status: 429, reason: ""),
            .answered(status: 503, reason: ""), .foreign(.socks, []), .closed, .timedOut,
            .unreachable(.refused),
        ]
        for fault in permanent { #expect(NetworkFault.proxy("socks5://p:1", fault).isPermanent, "\(fault)") }
        for fault in passing { #expect(!NetworkFault.proxy("socks5://p:1", fault).isPermanent, "\(fault)") }
    }
}
