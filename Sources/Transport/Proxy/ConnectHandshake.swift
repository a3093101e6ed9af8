import Cryptography
import SMTP

/// The client of CONNECT (RFC 9110 §9.3.6), with Basic authentication where there is a user (RFC 7617).
struct ConnectHandshake: ProxyHandshake {
    /// Octets of all heads together.
    static let limit = 16_384
    private static let longestReason = 200

    let opening: [UInt8]
    private let isIdentified: Bool
    /// Octets of heads that were taken.
    private var taken = 0
    /// How far the head at hand was searched for its end.
    private var searched = 0

    init(to host: String, port: Int, user: [UInt8]?, password: [UInt8]) {
        let target = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        var request = Array("CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n".utf8)
        if let user {
            let identity = Base64.encode(user + [UInt8(ascii: ":")] + password)
            request += Array("Proxy-Authorization: Basic ".utf8) + identity + [0x0D, 0x0A]
        }
        opening = request + [0x0D, 0x0A]
        isIdentified = user != nil
    }

    mutating func advance(_ octets: inout [UInt8]) -> ProxyStep {
        while true {
            guard zip(octets, "HTTP/1.".utf8).allSatisfy(==) else { return .fail(.foreign(.connect, octets)) }
            guard let end = endOfHead(octets) else {
                guard taken + octets.count <= Self.limit else {
                    return .fail(.answerTooLong(limit: Self.limit))
                }
                return .wait
            }
            taken += end
            guard taken <= Self.limit else { return .fail(.answerTooLong(limit: Self.limit)) }
            guard let (status, reason) = Self.statusLine(octets) else {
                return .fail(.foreign(.connect, octets))
            }
            octets.removeFirst(end)
            searched = 0
            switch status {
            // Another head follows (RFC 9110 §15.2).
            case 100..<200: continue
            // Whatever the head says of a body, there is none (§9.3.6).
            case 200..<300: return .done
            case 407: return .fail(isIdentified ? .authenticationRefused : .authenticationRequired)
            default: return .fail(.answered(status: status, reason: reason))
            }
        }
    }

    /// Where the line that is empty ends; lines may end in LF alone (RFC 9112 §2.2).
    private mutating func endOfHead(_ octets: [UInt8]) -> Int? {
        let lineFeed: UInt8 = 0x0A
        for place in searched..<octets.count where octets[place] == lineFeed {
            let line = octets[..<place]
            if line.last == lineFeed || line.suffix(2).elementsEqual([lineFeed, 0x0D]) { return place + 1 }
        }
        searched = octets.count
        return nil
    }

    /// Reads `HTTP/1.1 200 Connection established`; the words may be missing.
    private static func statusLine(_ octets: [UInt8]) -> (status: Int, reason: String)? {
        let line = octets.prefix { $0 != 0x0A && $0 != 0x0D }
        let digits = line.dropFirst(9).prefix(3)
        guard line.count >= 12, isDigit(line[7]), line[8] == UInt8(ascii: " "), digits.allSatisfy(isDigit),
            line.count == 12 || line[12] == UInt8(ascii: " ")
        else { return nil }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard (100..<600).contains(status) else { return nil }
        return (status, Printable.escape(line.dropFirst(13).prefix(longestReason)))
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}
