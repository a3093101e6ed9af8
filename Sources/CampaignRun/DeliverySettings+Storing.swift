import Composition
import SMTP

extension CampaignSetting {
    static let returnPath = "return-path"
    static let reports = "dsn"
    static let reportExtent = "dsn-return"
    /// Messages that went to a relay without DSN although reports were asked for; absent for none.
    static let withoutReports = "without-dsn"
    static let envelopeID = "envelope-id"
    static let requiresTLSOnward = "require-tls-onward"
    /// URL patterns, one a line.
    static let unsubscribe = "unsubscribe"
    static let unsubscribeKeyFile = "unsubscribe-key-file"
    static let unsubscribeKeyMark = "unsubscribe-key-mark"
}

extension DeliverySettings {
    /// As the campaign file keeps them; what was not asked for is not there.
    var stored: [String: String] {
        var settings: [String: String] = [:]
        func set(_ name: String, _ value: [UInt8]?) {
            settings[name] = value.map { String(decoding: $0, as: UTF8.self) }
        }
        set(CampaignSetting.returnPath, returnPath?.source)
        if let reports {
            settings[CampaignSetting.reports] = reports.occasions.text
            settings[CampaignSetting.reportExtent] = reports.extent?.text
            set(CampaignSetting.envelopeID, reports.envelopeID.source)
        }
        if let unsubscription {
            set(CampaignSetting.unsubscribe, Array(unsubscription.urls.joined(separator: [0x0A])))
            settings[CampaignSetting.unsubscribeKeyFile] = unsubscription.key?.path
            settings[CampaignSetting.unsubscribeKeyMark] = unsubscription.key?.mark.hexadecimal
        }
        if requiresTLSOnward { settings[CampaignSetting.requiresTLSOnward] = "yes" }
        return settings
    }

    /// Reads them back.
    ///
    /// - Parameters:
    ///   - keyFile: where the key lies now; nil for where it lay.
    ///   - path: of the campaign file, for faults.
    /// - Throws: ``UnusableCampaign``, ``UnsubscribeKeyFault``.
    init(stored settings: [String: String], keyFile: String?, path: String) throws {
        func pattern(
            _ name: String, _ make: ([UInt8]) throws(PatternFault) -> MessagePattern
        ) throws(UnusableCampaign) -> MessagePattern? {
            guard let value = settings[name] else { return nil }
            guard let pattern = try? make(Array(value.utf8)) else {
                throw UnusableCampaign(path: path, flaw: .setting(name))
            }
            return pattern
        }
        requiresTLSOnward = settings[CampaignSetting.requiresTLSOnward] != nil
        returnPath = try pattern(CampaignSetting.returnPath, MessagePattern.returnPath)
        if let text = settings[CampaignSetting.reports] {
            guard let occasions = DeliveryNotification.Occasions(text: text) else {
                throw UnusableCampaign(path: path, flaw: .setting(CampaignSetting.reports))
            }
            let extent = settings[CampaignSetting.reportExtent]
            guard extent == nil || extent.flatMap(DeliveryNotification.Extent.init(text:)) != nil else {
                throw UnusableCampaign(path: path, flaw: .setting(CampaignSetting.reportExtent))
            }
            reports = DeliveryReports(
                occasions: occasions, extent: extent.flatMap(DeliveryNotification.Extent.init(text:)),
                envelopeID: try pattern(CampaignSetting.envelopeID, MessagePattern.envelopeID)
                    ?? .standardEnvelopeID)
        }
        if let urls = settings[CampaignSetting.unsubscribe] {
            var key: UnsubscribeKeyFile?
            if let mark = settings[CampaignSetting.unsubscribeKeyMark] {
                let file = try UnsubscribeKeyFile(
                    path: keyFile ?? settings[CampaignSetting.unsubscribeKeyFile] ?? "")
                guard file.mark.hexadecimal == mark else {
                    throw UnsubscribeKeyFault.changed(path: file.path)
                }
                key = file
            }
            let lines = Array(urls.utf8).split(separator: 0x0A).map { Array($0) }
            guard let unsubscription = try? UnsubscribeSettings(urls: lines, key: key) else {
                throw UnusableCampaign(path: path, flaw: .setting(CampaignSetting.unsubscribe))
            }
            self.unsubscription = unsubscription
        }
    }
}

extension DeliveryNotification.Occasions {
    private static let words: [(DeliveryNotification.Occasions, String)] = [
        (.failure, "failure"), (.delay, "delay"), (.success, "success"),
    ]

    /// Words with commas between them, or `never`.
    package var text: String {
        isEmpty ? "never" : Self.words.filter { contains($0.0) }.map(\.1).joined(separator: ",")
    }

    /// Nil when a word is none of them, or stands beside `never`.
    package init?(text: String) {
        self = []
        guard text != "never" else { return }
        for word in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let known = Self.words.first(where: { $0.1.utf8.elementsEqual(word) }) else { return nil }
            insert(known.0)
        }
    }
}

extension DeliveryNotification.Extent {
    package var text: String { self == .full ? "full" : "headers" }

    package init?(text: String) {
        switch text {
        case "full": self = .full
        case "headers": self = .headers
        default: return nil
        }
    }
}
