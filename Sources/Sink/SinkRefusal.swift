/// What a rehearsal server refuses on purpose, by address.
package struct SinkRefusal: Equatable, Sendable {
    package var stage: Stage
    package var pattern: Glob
    package var reply: SinkReply
    /// Of the addresses that match, one in so many is refused, the same ones each time; 1 for all.
    package var share = 1

    package enum Stage: Equatable, Sendable {
        /// MAIL is refused when its sender matches.
        case sender
        /// RCPT is refused when its recipient matches.
        case recipient
        /// RCPT is refused the first time a matching recipient is seen, and accepted from then on.
        case greylist
        /// The message is refused at the end of its content when any accepted recipient matches.
        case content
    }

    package init(stage: Stage, pattern: [UInt8], reply: SinkReply) {
        self.stage = stage
        self.pattern = Glob(pattern)
        self.reply = reply
    }

    /// Reads `PATTERN=REPLY`; the pattern may hold `=`, as VERP addresses do.
    package init(parsing source: String, stage: Stage) throws(SinkFault) {
        let octets = Array(source.utf8)
        let separators = octets.indices.filter { octets[$0] == UInt8(ascii: "=") }
        for separator in separators where separator > 0 {
            guard
                let reply = try? SinkReply(
                    parsing: String(decoding: octets[(separator + 1)...], as: UTF8.self))
            else { continue }
            self.init(stage: stage, pattern: Array(octets[..<separator]), reply: reply)
            return
        }
        throw .refusal(source)
    }

    /// Whether this address, which matches, is among those that are refused.
    func chooses(_ address: ArraySlice<UInt8>) -> Bool {
        guard share > 1 else { return true }
        // FNV-1a, whose low bits differ for addresses that differ in their last letters.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in address { hash = (hash ^ UInt64(octet.lowercased)) &* 0x100_0000_01B3 }
        return hash % UInt64(share) == 0
    }
}
