import ArgumentParser
import CampaignRun
import Composition

/// Who signs the messages, and with which keys.
struct SigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Sign with DKIM: the key's name in DNS and its PEM file, e.g. news=rsa.pem. The domain is that of From \
            unless given (news@example.org=rsa.pem). Twice for two signatures, one RSA and one Ed25519.
            """, valueName: "selector[@domain]=file"))
    var dkim: [String] = []

    @Option(
        help: ArgumentHelp(
            "How headers and body are brought into canonical form: relaxed or simple, or header/body.",
            valueName: "form"))
    var dkimCanonicalization = DKIMCanonicalizations(header: .relaxed, body: .relaxed)

    @Option(
        help: ArgumentHelp(
            "Let DKIM signatures expire after so many days, hours or minutes, e.g. 14d, 36h.",
            valueName: "duration"))
    var dkimExpire: LifetimeOption?

    @Option(
        help: ArgumentHelp(
            """
            Make sure that this file publishes one of the DKIM keys: the text of the DNS record, or a public key \
            in PEM. May be given for each key.
            """, valueName: "file"))
    var dkimRecord: [String] = []

    @Option(
        help: ArgumentHelp(
            "Sign with S/MIME: the certificate (and those above it) and its private key, in PEM.",
            valueName: "certificate,key"))
    var smimeSign: String?

    func validate() throws {
        let settings = try settings()
        if settings.dkimKeys.isEmpty, dkimExpire != nil || !dkimRecord.isEmpty {
            throw ValidationError("--dkim-expire and --dkim-record are for signatures by --dkim; give a key.")
        }
        for (index, key) in settings.dkimKeys.enumerated()
        where settings.dkimKeys[..<index].contains(where: { $0.identity == key.identity }) {
            throw ValidationError(
                "--dkim names \(String(decoding: key.identity.selector, as: UTF8.self)) twice; each key has a selector of its own."
            )
        }
    }

    /// Reads the keys and compares them with what is published.
    ///
    /// - Returns: nil when nothing is to be signed.
    /// - Throws: `KeyFileFault`.
    func load() throws -> (signing: Signing?, notices: [String]) {
        let settings = try settings()
        guard !settings.isEmpty else { return (nil, []) }
        let signing = try Signing(settings)
        var notices: [String] = []
        for record in dkimRecord where try signing.compare(withRecordAt: record) {
            notices.append(
                "\(record.printable) says t=y: the domain is testing, and receivers may pass over its signatures"
            )
        }
        return (signing, notices)
    }

    private func settings() throws -> SigningSettings {
        SigningSettings(
            dkimKeys: try dkim.map(Self.key), canonicalizations: dkimCanonicalization,
            lifetime: dkimExpire?.seconds, smime: try smimeSign.map(Self.files))
    }

    private static func key(_ option: String) throws -> SigningSettings.DKIMKey {
        let octets = Array(option.utf8)
        guard let equals = octets.firstIndex(of: UInt8(ascii: "=")), equals + 1 < octets.count else {
            throw ValidationError("--dkim takes SELECTOR=FILE or SELECTOR@DOMAIN=FILE.")
        }
        let at = octets[..<equals].firstIndex(of: UInt8(ascii: "@"))
        do {
            return SigningSettings.DKIMKey(
                identity: try DKIMIdentity(
                    selector: String(decoding: octets[..<(at ?? equals)], as: UTF8.self),
                    domain: at.map { String(decoding: octets[($0 + 1)..<equals], as: UTF8.self) }),
                file: String(decoding: octets[(equals + 1)...], as: UTF8.self))
        } catch {
            throw ValidationError(error.sentence)
        }
    }

    private static func files(_ option: String) throws -> SigningSettings.SMIMEFiles {
        let paths = option.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        guard paths.count == 2, !paths[0].isEmpty, !paths[1].isEmpty else {
            throw ValidationError("--smime-sign takes two files with a comma between: CERTIFICATE,KEY.")
        }
        return SigningSettings.SMIMEFiles(certificates: paths[0], key: paths[1])
    }
}

/// A time that a signature lasts: a number and d, h or m.
struct LifetimeOption: ExpressibleByArgument {
    let seconds: Int64

    /// A century is enough for a message, and far from any overflow.
    private static let longest: Int64 = 100 * 366 * 86_400

    init?(argument: String) {
        var digits = Array(argument.utf8)
        let units: [UInt8: Int64] = [
            UInt8(ascii: "d"): 86_400, UInt8(ascii: "h"): 3600, UInt8(ascii: "m"): 60,
        ]
        guard let letter = digits.popLast(), let unit = units[letter],
            digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int64(String(decoding: digits, as: UTF8.self)),
            number > 0, number <= Self.longest / unit
        else { return nil }
        seconds = number * unit
    }
}

extension DKIMCanonicalizations: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    package var defaultValueDescription: String { name }
}
