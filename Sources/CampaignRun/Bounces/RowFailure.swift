import Bounces
import Composition

/// What is told of a message whose delivery failed, for one recipient of it or several.
struct RowFailure {
    let recipients: [RecipientNotice]
    /// Whether something of the message came back that has its Message-ID.
    let namesMessage: Bool

    /// What it says of a row's own address; nil when it is about others that the message went to.
    ///
    /// The row's address decides where the notice names it. Else it was rewritten on its way, as where somebody forwards
    /// their mail, or the notice is about another recipient; only of a message that has one recipient can it be told.
    ///
    /// - Parameter isAlone: whether the row's messages go to nobody else.
    func decisive(for address: [UInt8], isAlone: Bool) -> RecipientNotice? {
        let key = Self.key(of: address)
        let own = recipients.filter { $0.addresses.contains { Self.key(of: $0) == key } }
        guard own.isEmpty else {
            return DeliveryNotice.decisive(among: own).flatMap { $0.severity == nil ? nil : $0 }
        }
        return isAlone ? DeliveryNotice.decisive(among: recipients) : nil
    }

    /// As suppression lists compare addresses; what is none is compared as it stands.
    private static func key(of address: [UInt8]) -> [UInt8] {
        (try? EmailAddress(parsing: address)).map(SuppressionKeys.key) ?? address
    }
}
