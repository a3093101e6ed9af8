/// The replies of a server that are the same every time, as the octets that are sent.
struct Replies: Sendable {
    let isEnhanced: Bool
    let greeting: [UInt8]
    let hello: [UInt8]
    /// EHLO's reply before TLS and under it.
    let extendedHello: (clear: [UInt8], encrypted: [UInt8])
    let done: [UInt8]
    let senderTaken: [UInt8]
    let recipientTaken: [UInt8]
    let goAhead: [UInt8] = Array("354 End data with <CR><LF>.<CR><LF>\r\n".utf8)
    /// What stands before the number of octets of a chunk, and before the number of an accepted message.
    let chunkTaken: [UInt8]
    let accepted: [UInt8]
    let verify: [UInt8]
    let help: [UInt8]
    let startTLS: [UInt8]
    let authenticated: [UInt8]
    let goodbye: [UInt8]

    init(_ settings: SinkSettings) {
        let isEnhanced = settings.extensions.contains(.enhancedCodes)
        func reply(_ code: String, _ enhanced: String, _ text: String, end: String = "\r\n") -> [UInt8] {
            Array("\(code) \(isEnhanced ? enhanced + " " : "")\(text)\(end)".utf8)
        }
        self.isEnhanced = isEnhanced
        // Greeting and the replies to HELO and EHLO never carry an enhanced code (RFC 2034 §4).
        greeting = Array(
            "220 \(settings.name) \(settings.speaksLMTP ? "LMTP" : "ESMTP") rehearsal server\r\n".utf8)
        hello = Array("250 \(settings.name)\r\n".utf8)
        extendedHello = (
            Self.extendedHello(settings, isEncrypted: false), Self.extendedHello(settings, isEncrypted: true)
        )
        done = reply("250", "2.0.0", "OK")
        senderTaken = reply("250", "2.1.0", "Sender OK")
        recipientTaken = reply("250", "2.1.5", "Recipient OK")
        chunkTaken = reply("250", "2.0.0", "Octets received: ", end: "")
        accepted = reply("250", "2.0.0", "Accepted as message ", end: "")
        verify = reply("252", "2.1.5", "Cannot verify, send to see")
        help = reply("214", "2.0.0", "EHLO MAIL RCPT DATA BDAT RSET NOOP QUIT; see RFC 5321")
        startTLS = reply("220", "2.0.0", "Ready to start TLS")
        authenticated = reply("235", "2.7.0", "Authentication successful")
        goodbye = reply("221", "2.0.0", "Goodbye")
    }

    private static func extendedHello(_ settings: SinkSettings, isEncrypted: Bool) -> [UInt8] {
        var lines = [settings.name]
        let offers = settings.extensions
        if offers.contains(.pipelining) { lines.append("PIPELINING") }
        if offers.contains(.size) { lines.append("SIZE \(settings.maximumSize)") }
        if case .startTLS = settings.tls, !isEncrypted { lines.append("STARTTLS") }
        if let user = settings.authentication, isEncrypted || user.isAllowedInClear {
            lines.append("AUTH PLAIN LOGIN")
        }
        if offers.contains(.enhancedCodes) { lines.append("ENHANCEDSTATUSCODES") }
        if offers.contains(.eightBitMIME) { lines.append("8BITMIME") }
        if offers.contains(.deliveryStatus) { lines.append("DSN") }
        if offers.contains(.internationalized) { lines.append("SMTPUTF8") }
        if offers.contains(.chunking) { lines.append("CHUNKING") }
        if offers.contains(.binaryMIME) { lines.append("BINARYMIME") }
        if offers.contains(.requireTLS), isEncrypted { lines.append("REQUIRETLS") }
        let last = lines.count - 1
        return lines.enumerated().flatMap { Array("250\($0 == last ? " " : "-")\($1)\r\n".utf8) }
    }
}
