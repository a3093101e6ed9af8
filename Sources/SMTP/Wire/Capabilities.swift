/// What the last EHLO said the server can do (RFC 5321 §4.1.1.1).
///
/// Keywords of whatever case, `AUTH=`, repeated and empty lines are taken as they come: all of them were seen
/// on real servers.
public struct Capabilities: Equatable, Sendable {
    /// Keywords in upper case, in the order they came, each once; at most 100.
    public private(set) var keywords: [String] = []
    /// Commands may be written before earlier ones are answered (RFC 2920).
    public private(set) var pipelining = false
    /// BDAT in place of DATA (RFC 3030).
    public private(set) var chunking = false
    /// STARTTLS (RFC 3207).
    public private(set) var startTLS = false
    /// Content may hold octets over 127 (RFC 6152).
    public private(set) var eightBitMIME = false
    /// Content may be binary (RFC 3030 §3).
    public private(set) var binaryMIME = false
    /// Addresses and headers may be beyond ASCII (RFC 6531).
    public private(set) var smtpUTF8 = false
    /// Reports on delivery can be asked for (RFC 3461).
    public private(set) var dsn = false
    /// Replies begin with codes of RFC 3463 (RFC 2034).
    public private(set) var enhancedStatusCodes = false
    /// TLS can be required of all relays behind this one (RFC 8689).
    public private(set) var requireTLS = false
    /// Whether SIZE was advertised, with a limit or without.
    public private(set) var size = false
    /// Largest message in octets; nil when none was given, or none that can be read.
    public private(set) var sizeLimit: Int?
    /// SASL mechanisms in upper case, each once.
    public private(set) var mechanisms: [String] = []
    /// LIMITS MAILMAX: transactions on one connection (RFC 9422).
    public private(set) var mailLimit: Int?
    /// LIMITS RCPTMAX: recipients in one transaction (RFC 9422).
    public private(set) var recipientLimit: Int?
    /// LIMITS RCPTDOMAINMAX: domains among the recipients of one transaction (RFC 9422).
    public private(set) var domainLimit: Int?

    /// None at all: the server only knows HELO.
    public static let none = Capabilities()

    private init() {}

    /// - Parameter reply: the positive reply to EHLO; its first line is a greeting.
    public init(_ reply: Reply) {
        for line in reply.lines.dropFirst() { note(line[...]) }
    }

    /// - Parameter lines: the lines after the greeting, as after `250-`.
    package init(lines: [String]) {
        for line in lines { note(Array(line.utf8)[...]) }
    }

    private mutating func note(_ line: ArraySlice<UInt8>) {
        var words = line.split { $0 == 0x20 || $0 == 0x09 }.map(Self.uppercased)
        guard let first = words.first else { return }
        words.removeFirst()
        // `AUTH=LOGIN PLAIN`, from a draft that old clients still want to see.
        let parts = Self.halves(of: first)
        guard let keyword = parts.first, Self.isPrintable(keyword) else { return }
        if parts.count == 2 { words.insert(parts[1], at: 0) }
        if !keywords.contains(keyword), keywords.count < 100 { keywords.append(keyword) }
        apply(keyword, words)
    }

    private mutating func apply(_ keyword: String, _ words: [String]) {
        switch keyword {
        case "PIPELINING": pipelining = true
        case "CHUNKING": chunking = true
        case "STARTTLS": startTLS = true
        case "8BITMIME": eightBitMIME = true
        case "BINARYMIME": binaryMIME = true
        case "SMTPUTF8": smtpUTF8 = true
        case "DSN": dsn = true
        case "ENHANCEDSTATUSCODES": enhancedStatusCodes = true
        case "REQUIRETLS": requireTLS = true
        case "AUTH": addMechanisms(words)
        case "SIZE": noteSize(words)
        case "LIMITS": noteLimits(words)
        default: break
        }
    }

    private mutating func addMechanisms(_ words: [String]) {
        for word in words where Self.isPrintable(word) && !mechanisms.contains(word) && mechanisms.count < 64
        {
            mechanisms.append(word)
        }
    }

    private mutating func noteSize(_ words: [String]) {
        size = true
        // 0 means: no fixed maximum (RFC 1870 §4).
        if let limit = words.first.flatMap(Self.number), limit > 0 { sizeLimit = limit }
    }

    private mutating func noteLimits(_ words: [String]) {
        for word in words {
            let parts = Self.halves(of: word)
            guard parts.count == 2, let limit = Self.number(parts[1]), limit > 0 else { continue }
            switch parts[0] {
            case "MAILMAX": mailLimit = limit
            case "RCPTMAX": recipientLimit = limit
            case "RCPTDOMAINMAX": domainLimit = limit
            default: break
            }
        }
    }

    /// What stands before the first `=`, and what behind it.
    private static func halves(of word: String) -> [String] {
        word.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map { String(Substring($0)) }
    }

    /// Keywords and mechanisms are ASCII (RFC 5321 §4.1.1.1, RFC 4422 §3.1); what else a server says goes into no file
    /// and no report.
    private static func isPrintable(_ word: String) -> Bool {
        word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Digits only, no sign (`Int("+1")` would read one); nil for what does not fit.
    private static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Int(text)
    }

    /// ASCII letters only, so that no locale and no Unicode mapping can make one keyword into another.
    private static func uppercased(_ word: ArraySlice<UInt8>) -> String {
        Printable.escape(word.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 })
    }

    /// Forgets STARTTLS, which counts for nothing once the server took its offer back.
    mutating func withdrawStartTLS() {
        startTLS = false
    }
}
