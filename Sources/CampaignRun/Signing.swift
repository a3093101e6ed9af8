import Composition
import Cryptography
import Synchronization

/// Everything that signs a campaign's messages, read once and shared by all connections.
package final class Signing: Sendable {
    package let settings: SigningSettings
    private let smime: SMIMESigner?
    private let dkim: DKIMSigner?
    private let certificateDigest: [UInt8]
    private let hasProof = Atomic(false)

    /// Reads the keys.
    ///
    /// - Throws: ``KeyFileFault``.
    package init(_ settings: SigningSettings) throws(KeyFileFault) {
        self.settings = settings
        var signatories: [DKIMSigner.Signatory] = []
        for key in settings.dkimKeys {
            signatories.append(
                DKIMSigner.Signatory(identity: key.identity, key: try Self.readKey(key.file)))
        }
        dkim =
            signatories.isEmpty
            ? nil
            : DKIMSigner(
                signatories, canonicalizations: settings.canonicalizations, lifetime: settings.lifetime)
        guard let files = settings.smime else {
            smime = nil
            certificateDigest = []
            return
        }
        let certificates = try KeyFile.read(files.certificates, isSecret: false)
        let key = try KeyFile.read(files.key, isSecret: true)
        do {
            let signer = try CMSSigner(certificates: certificates, key: key)
            smime = SMIMESigner(signer)
            certificateDigest = signer.certificateDigest
        } catch {
            let isOfKey = error.isOfPrivateKey
            throw KeyFileFault(
                path: isOfKey ? files.key : files.certificates, problem: .key(error))
        }
    }

    /// Reads the keys a campaign began with; nil when it signs nothing.
    ///
    /// - Parameter path: the campaign file, for errors.
    /// - Throws: ``KeyFileFault``, with `.changed` for another key than it was; ``UnusableCampaign``.
    static func reopened(_ stored: [String: String], path: String) throws -> Signing? {
        let settings: SigningSettings
        do {
            settings = try SigningSettings(stored: stored)
        } catch {
            throw UnusableCampaign(path: path, flaw: .setting(error.name))
        }
        guard !settings.isEmpty else { return nil }
        let signing = try Signing(settings)
        for (number, key) in settings.dkimKeys.enumerated() {
            let name = SigningSettings.Name.publicKey(number + 1)
            guard signing.stored[name] == stored[name] else {
                throw KeyFileFault(path: key.file, problem: .changed)
            }
        }
        let name = SigningSettings.Name.certificate
        if let smime = settings.smime, signing.stored[name] != stored[name] {
            throw KeyFileFault(path: smime.certificates, problem: .changed)
        }
        return signing
    }

    /// What the campaign file keeps: names, paths, and digests of what is public anyway.
    var stored: [String: String] {
        var stored = settings.stored
        for (number, signatory) in (dkim?.signatories ?? []).enumerated() {
            let digest = SHA256.digest(of: signatory.key.publicKey.subjectPublicKeyInfo)
            stored[SigningSettings.Name.publicKey(number + 1)] = digest.hexadecimal
        }
        if smime != nil { stored[SigningSettings.Name.certificate] = certificateDigest.hexadecimal }
        return stored
    }

    /// The kind and the size of each DKIM key, in the order of the settings.
    package var keys: [(kind: KeyKind, bits: Int)] {
        (dkim?.signatories ?? []).map { ($0.key.kind, $0.key.bits) }
    }

    /// Reads a private key for DKIM.
    ///
    /// - Throws: ``KeyFileFault``.
    package static func readKey(_ path: String) throws(KeyFileFault) -> PrivateKey {
        let pem = try KeyFile.read(path, isSecret: true)
        do {
            return try PrivateKey(pem: pem)
        } catch {
            throw KeyFileFault(path: path, problem: .key(error))
        }
    }

    /// Makes sure that one of the DKIM keys is what a file with a key record (or a public key) publishes.
    ///
    /// - Returns: whether the record says that its domain is only testing.
    /// - Throws: ``KeyFileFault`` with `.record`.
    package func compare(withRecordAt path: String) throws(KeyFileFault) -> Bool {
        let octets = try KeyFile.read(path, isSecret: false)
        let record: DKIMRecord
        do {
            record = try DKIMRecord(octets)
        } catch {
            throw KeyFileFault(path: path, problem: .record(error, keyFile: nil))
        }
        var faults: [(DKIMRecordFault, String)] = []
        for (signatory, key) in zip(dkim?.signatories ?? [], settings.dkimKeys) {
            do {
                try record.compare(with: signatory.key.publicKey)
                return record.isTesting
            } catch {
                faults.append((error, key.file))
            }
        }
        // The key of the record's own kind is the one that was meant.
        let meant = faults.first { $0.0 == .differs } ?? faults.first
        throw KeyFileFault(
            path: path, problem: .record(meant?.0 ?? .differs, keyFile: meant?.1))
    }

    // MARK: Messages

    /// Whether a message signed by this has been verified; until then each one is.
    var isProven: Bool { hasProof.load(ordering: .relaxed) }

    /// Makes sure that the signatures would be in the name of the message's author.
    func check(_ message: Message) throws(SigningFault) {
        try smime?.check(message)
        try dkim?.check(message)
    }

    /// Signs the content first, then, with DKIM, the message that it became.
    func sign(_ message: inout Message, date: Int64, scratch: inout DKIMScratch) throws(SigningFault) {
        try smime?.sign(&message, date: date)
        try dkim?.sign(&message, date: date, scratch: &scratch)
    }

    /// Verifies a signed message as its receiver would, from its octets.
    func prove(_ message: Message) throws(SigningFault) {
        let octets = message.assembled
        try smime?.verify(octets)
        try verifyDKIM(octets)
        hasProof.store(true, ordering: .relaxed)
    }

    private func verifyDKIM(_ octets: [UInt8]) throws(SigningFault) {
        guard let signatories = dkim?.signatories else { return }
        do {
            let count = try DKIMVerifier.verify(octets) { selector, domain in
                signatories.first { signatory in
                    signatory.identity.selector == selector
                        && (signatory.identity.domain ?? domain) == domain
                }?.key.publicKey
            }
            guard count == signatories.count else { throw DKIMVerificationFault.noSignature }
        } catch let fault as DKIMVerificationFault {
            throw .unverifiable(fault)
        } catch {
            throw .malformedMessage
        }
    }
}

extension KeyFault {
    fileprivate var isOfPrivateKey: Bool {
        switch self {
        case .noPrivateKey, .encrypted, .unsupportedKind, .tooShort, .mismatch: true
        case .noPublicKey, .noCertificate, .expired, .notYetValid, .wrongPurpose: false
        }
    }
}
