import Composition
import SMTP

/// What the user asked for besides template and list that shapes envelopes and headers; kept in the campaign file, so
/// that a resumed campaign goes on alike.
package struct DeliverySettings: Equatable, Sendable {
    /// The reverse path instead of the template's.
    package var returnPath: MessagePattern?
    package var reports: DeliveryReports?
    package var unsubscription: UnsubscribeSettings?
    /// Whether every relay on the way is to use TLS, or the message is to come back (RFC 8689).
    package var requiresTLSOnward = false

    /// Nothing beyond what the template says.
    package static let standard = DeliverySettings()

    package init(
        returnPath: MessagePattern? = nil, reports: DeliveryReports? = nil,
        unsubscription: UnsubscribeSettings? = nil, requiresTLSOnward: Bool = false
    ) {
        self.returnPath = returnPath
        self.reports = reports
        self.unsubscription = unsubscription
        self.requiresTLSOnward = requiresTLSOnward
    }

    func apply(to settings: inout CompositionSettings) {
        settings.returnPath = returnPath
        settings.envelopeID = reports?.envelopeID
        settings.unsubscription = unsubscription?.unsubscription
    }
}

/// What is to be reported on the delivery of each message, by relays that can (RFC 3461).
package struct DeliveryReports: Equatable, Sendable {
    package var occasions: DeliveryNotification.Occasions
    package var extent: DeliveryNotification.Extent?
    package var envelopeID: MessagePattern

    package init(
        occasions: DeliveryNotification.Occasions, extent: DeliveryNotification.Extent? = nil,
        envelopeID: MessagePattern = .standardEnvelopeID
    ) {
        self.occasions = occasions
        self.extent = extent
        self.envelopeID = envelopeID
    }
}

/// The ways to unsubscribe, and where the key for their tokens lies.
///
/// The campaign file has the path, and a mark by which a changed key is noticed; never the key.
package struct UnsubscribeSettings: Equatable, Sendable {
    let urls: [[UInt8]]
    let key: UnsubscribeKeyFile?
    let unsubscription: Unsubscription

    /// - Throws: `PatternFault`.
    package init(urls: [[UInt8]], key: UnsubscribeKeyFile?) throws(PatternFault) {
        self.urls = urls
        self.key = key
        unsubscription = try Unsubscription(urls: urls, key: key?.key)
    }
}
