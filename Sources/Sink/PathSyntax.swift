/// The grammar of paths (RFC 5321 §4.1.2, with the letters of RFC 6531 §3.3), read on octets.
///
/// Strict, because the server is what a client is rehearsed against: no space after the colon, nothing unquoted
/// that is no atom, no control character anywhere.
enum PathSyntax {
    /// A path in a command line: what stands between its angle brackets, without a source route.
    struct Path {
        var range: Range<Int>
        var isASCII = true
    }

    /// Reads `<…>` at `position` and goes behind it; nil when that is no path.
    ///
    /// - Parameter role: `<>` is a path for a sender only, `<Postmaster>` for a recipient only.
    static func read(_ line: Span<UInt8>, at position: inout Int, as role: Role) -> Path? {
        var scan = Scan(position: position)
        guard scan.take("<", line) else { return nil }
        if role == .sender, scan.take(">", line) {
            let end = scan.position - 1
            position = scan.position
            return Path(range: end..<end)
        }
        guard scan.skipSourceRoute(line) else { return nil }
        let start = scan.position
        guard scan.skipLocalPart(line), scan.position - start <= 64 else { return nil }
        let isPostmaster =
            role == .recipient && scan.position - start == 10 && line.begins(with: "POSTMASTER", at: start)
        let hasDomain = scan.take("@", line)
        guard hasDomain ? scan.skipDomain(line) : isPostmaster else { return nil }
        let end = scan.position
        guard scan.take(">", line), end - start <= 254 else { return nil }
        position = scan.position
        return Path(range: start..<end, isASCII: scan.isASCII)
    }

    enum Role {
        case sender
        case recipient
    }

    private struct Scan {
        var position: Int
        var isASCII = true

        private func next(_ line: Span<UInt8>) -> UInt8? { position < line.count ? line[position] : nil }

        mutating func take(_ character: Unicode.Scalar, _ line: Span<UInt8>) -> Bool {
            guard next(line) == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// `@one,@two:` is read and ignored, as RFC 5321 appendix C wants it.
        mutating func skipSourceRoute(_ line: Span<UInt8>) -> Bool {
            guard next(line) == UInt8(ascii: "@") else { return true }
            repeat {
                guard take("@", line), skipDomain(line) else { return false }
            } while take(",", line)
            return take(":", line)
        }

        mutating func skipLocalPart(_ line: Span<UInt8>) -> Bool {
            if take("\"", line) { return skipQuoted(line) }
            repeat {
                let start = position
                while let octet = next(line), PathSyntax.isAtom(octet) { advance(over: octet) }
                guard position > start else { return false }
            } while take(".", line)
            return true
        }

        mutating func skipDomain(_ line: Span<UInt8>) -> Bool {
            if take("[", line) { return skipLiteral(line) }
            repeat {
                let start = position
                while let octet = next(line),
                    octet.isLetterOrDigit || octet == UInt8(ascii: "-") || octet >= 0x80
                {
                    advance(over: octet)
                }
                guard position > start, position - start <= 63, line[start] != UInt8(ascii: "-"),
                    line[position - 1] != UInt8(ascii: "-")
                else { return false }
            } while take(".", line)
            return true
        }

        private mutating func advance(over octet: UInt8) {
            position += 1
            if octet >= 0x80 { isASCII = false }
        }

        private mutating func skipQuoted(_ line: Span<UInt8>) -> Bool {
            while let octet = next(line) {
                advance(over: octet)
                switch octet {
                case UInt8(ascii: "\""): return true
                case UInt8(ascii: "\\"):
                    guard let escaped = next(line), escaped >= 0x20, escaped < 0x7F else { return false }
                    position += 1
                case 0x20...0x7E, 0x80...: continue
                default: return false
                }
            }
            return false
        }

        private mutating func skipLiteral(_ line: Span<UInt8>) -> Bool {
            let start = position
            while let octet = next(line), octet > 0x20, octet < 0x7F, !(0x5B...0x5D).contains(octet) {
                position += 1
            }
            return position > start && take("]", line)
        }
    }

    /// `atext` of RFC 5322 §3.2.3, and what is not ASCII (RFC 6531 §3.3).
    private static func isAtom(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E, 0x80...: true
        default: octet.isLetterOrDigit
        }
    }
}
