/// The marks by which mail that comes back tells which message it is of.
///
/// They are the same for a row whenever they are made, so a campaign's messages need not be kept to be recognised.
package struct MessageMarks: Sendable {
    private let key: KeyedHash
    private let campaignName: [UInt8]
    private let returnPath: MessagePattern?
    private let envelopeID: MessagePattern?

    /// - Parameters:
    ///   - returnPath: nil when all messages have the same envelope sender, which marks none of them.
    ///   - envelopeID: nil when messages were sent without one.
    package init(campaignID: [UInt8], returnPath: MessagePattern?, envelopeID: MessagePattern?) {
        key = KeyedHash(seed: campaignID)
        campaignName = Hexadecimal.text(of: campaignID)
        self.returnPath = returnPath.flatMap { $0.holds(.row) || $0.holds(.recipient) ? $0 : nil }
        self.envelopeID = envelopeID.flatMap { $0.holds(.row) ? $0 : nil }
    }

    /// What stands before the `@` of the Message-ID of row `number`.
    package func messageID(of number: Int) -> [UInt8] {
        var text: [UInt8] = []
        key.appendMessageID(of: number, to: &text)
        return text
    }

    /// The envelope sender; nil when it marks no message.
    package func returnPath(of number: Int, recipient: [UInt8]) -> [UInt8]? {
        filled(returnPath, as: .localPart, number, recipient)
    }

    /// The ENVID, not encoded; nil when there is none or it marks no message.
    package func envelopeID(of number: Int) -> [UInt8]? { filled(envelopeID, as: .text, number, []) }

    private func filled(
        _ pattern: MessagePattern?, as use: MessagePattern.Use, _ number: Int, _ recipient: [UInt8]
    ) -> [UInt8]? {
        guard let pattern else { return nil }
        var text: [UInt8] = []
        let values = PatternValues(
            recipient: recipient, row: Array(String(number).utf8), campaign: campaignName)
        pattern.append(values, as: use, to: &text)
        return text
    }
}

extension KeyedHash {
    /// Appends what stands before the `@` of a row's Message-ID.
    func appendMessageID(of number: Int, to output: inout [UInt8]) {
        Self.append(hash(UInt64(truncatingIfNeeded: number), 0), to: &output)
    }
}
