import ArgumentParser
import CampaignRun
import Composition
import SMTP

/// The envelope's sender, reports of delivery, and the way to unsubscribe.
struct DeliveryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Where bounces go, instead of the template's Return-Path or From; \
            {row}, {campaign} and {recipient} (as user=domain) are filled in.
            """, valueName: "pattern"))
    var returnPath: String?

    @Option(
        help: ArgumentHelp(
            "Have delivery reported, where the relay can: any of failure, delay, success with commas; or never.",
            valueName: "occasions"))
    var dsn: String?

    @Option(
        help: ArgumentHelp("What a report brings back of the message: headers or full.", valueName: "extent"))
    var dsnReturn: String?

    @Option(
        help: ArgumentHelp(
            "What reports call a message (ENVID), with {row} and {campaign}; else {campaign}-{row}.",
            valueName: "pattern"))
    var envid: String?

    @Option(
        help: ArgumentHelp(
            """
            How to unsubscribe: an https: or a mailto: URL with {token}; give the option twice for both. It becomes \
            List-Unsubscribe, and {{ unsubscribe_url }} in the template.
            """, valueName: "url"))
    var unsubscribe: [String] = []

    @Option(
        help: ArgumentHelp(
            "The file with the key that signs the tokens: at least 32 octets, readable by you alone.",
            valueName: "file"))
    var unsubscribeKeyFile: String?

    @Flag(
        help:
            "Every relay on the way has to use TLS with a verified certificate, or the message comes back (REQUIRETLS); this one has to offer that."
    )
    var requireTlsOnward = false

    func validate() throws {
        guard dsn != nil || dsnReturn == nil && envid == nil else {
            throw ValidationError("--dsn-return and --envid need --dsn, which says when to report.")
        }
        guard !unsubscribe.isEmpty || unsubscribeKeyFile == nil else {
            throw ValidationError("--unsubscribe-key-file needs --unsubscribe.")
        }
    }

    /// The files that are read.
    var files: [String] { [unsubscribeKeyFile].compactMap(\.self) }

    /// - Throws: ``DeliveryOptionFault``, `UnsubscribeKeyFault`, `CryptographyFault`.
    func settings() throws -> DeliverySettings {
        DeliverySettings(
            returnPath: try returnPath.map { (text) throws(DeliveryOptionFault) in
                try Self.pattern(text, of: "--return-path", MessagePattern.returnPath)
            },
            reports: try dsn.map { (text) throws(DeliveryOptionFault) in try reports(text) },
            unsubscription: try unsubscription(), requiresTLSOnward: requireTlsOnward)
    }

    private static func pattern(
        _ text: String, of option: String, _ make: ([UInt8]) throws(PatternFault) -> MessagePattern
    ) throws(DeliveryOptionFault) -> MessagePattern {
        do {
            return try make(Array(text.utf8))
        } catch {
            throw DeliveryOptionFault(option: option, text: text, problem: .pattern(error))
        }
    }

    private func reports(_ text: String) throws(DeliveryOptionFault) -> DeliveryReports {
        guard let occasions = DeliveryNotification.Occasions(text: text) else {
            throw DeliveryOptionFault(option: "--dsn", text: text, problem: .unknownOccasion)
        }
        var reports = DeliveryReports(occasions: occasions)
        if let dsnReturn {
            guard let extent = DeliveryNotification.Extent(text: dsnReturn) else {
                throw DeliveryOptionFault(option: "--dsn-return", text: dsnReturn, problem: .unknownExtent)
            }
            reports.extent = extent
        }
        if let envid {
            reports.envelopeID = try Self.pattern(envid, of: "--envid", MessagePattern.envelopeID)
        }
        return reports
    }

    private func unsubscription() throws -> UnsubscribeSettings? {
        guard !unsubscribe.isEmpty else { return nil }
        let key = try unsubscribeKeyFile.map { try UnsubscribeKeyFile(path: $0) }
        do {
            return try UnsubscribeSettings(urls: unsubscribe.map { Array($0.utf8) }, key: key)
        } catch {
            throw DeliveryOptionFault(
                option: "--unsubscribe", text: unsubscribe.joined(separator: " "), problem: .pattern(error))
        }
    }
}

/// An option's value that cannot be used.
struct DeliveryOptionFault: Error, Equatable {
    enum Problem: Equatable {
        case pattern(PatternFault)
        case unknownOccasion
        case unknownExtent
    }

    let option: String
    let text: String
    let problem: Problem
}
