/// What composition is told instead of asking for it: no clock, no chance, no environment.
public struct CompositionSettings: Equatable, Sendable {
    /// What tells this campaign from every other; Message-IDs and boundaries are derived from it.
    ///
    /// At best 16 random octets or more.
    public var campaignID: [UInt8]
    /// How many seconds the clock of the Date header is ahead of UTC; whole minutes count.
    public var utcOffset: Int32
    /// The largest file that may be attached, in octets.
    public var largestAttachment: Int
    /// The reverse path, instead of what the template says.
    package var returnPath: MessagePattern?
    /// ENVID for reports of delivery.
    package var envelopeID: MessagePattern?
    /// How recipients unsubscribe.
    package var unsubscription: Unsubscription?

    /// Who gets every message, for a try: the row's own recipients get none, and no link in it is theirs.
    package var redirection: EmailAddress?
    /// Whether composing notes which branches of the template a row takes, which costs some time.
    package var marksBranches = false

    /// Settings of a campaign.
    ///
    /// - Parameters:
    ///   - campaignID: what tells this campaign from every other, 16 random octets or more.
    ///   - utcOffset: how many seconds the clock of the Date header is ahead of UTC.
    ///   - largestAttachment: in octets; 25 MiB unless said otherwise, what most servers take.
    public init(campaignID: [UInt8], utcOffset: Int32 = 0, largestAttachment: Int = 25 * 1024 * 1024) {
        self.campaignID = campaignID
        self.utcOffset = utcOffset
        self.largestAttachment = largestAttachment
    }
}

extension CompositionSettings {
    /// All patterns that are filled for each message.
    var patterns: [MessagePattern] {
        [returnPath, envelopeID, unsubscription?.web, unsubscription?.mail].compactMap(\.self)
    }
}
