import Composition

/// How a campaign's messages are to be signed, and with what: paths and names, no key.
package struct SigningSettings: Equatable, Sendable {
    package struct DKIMKey: Equatable, Sendable {
        package let identity: DKIMIdentity
        /// The private key, in PEM.
        package let file: String

        package init(identity: DKIMIdentity, file: String) {
            self.identity = identity
            self.file = file
        }
    }

    package struct SMIMEFiles: Equatable, Sendable {
        package let certificates: String
        package let key: String

        package init(certificates: String, key: String) {
            self.certificates = certificates
            self.key = key
        }
    }

    package var dkimKeys: [DKIMKey]
    package var canonicalizations: DKIMCanonicalizations
    /// Seconds after which a DKIM signature expires; nil for never.
    package var lifetime: Int64?
    package var smime: SMIMEFiles?

    package init(
        dkimKeys: [DKIMKey], canonicalizations: DKIMCanonicalizations, lifetime: Int64?, smime: SMIMEFiles?
    ) {
        self.dkimKeys = dkimKeys
        self.canonicalizations = canonicalizations
        self.lifetime = lifetime
        self.smime = smime
    }

    /// Whether anything is to be signed.
    package var isEmpty: Bool { dkimKeys.isEmpty && smime == nil }

    /// The files that must not be written over.
    package var files: [String] {
        dkimKeys.map(\.file) + (smime.map { [$0.certificates, $0.key] } ?? [])
    }
}

// MARK: - In the campaign file

extension SigningSettings {
    /// Names of what is kept in the campaign file; keys are numbered from 1.
    enum Name {
        static func selector(_ number: Int) -> String { "dkim-\(number)-selector" }
        static func domain(_ number: Int) -> String { "dkim-\(number)-domain" }
        static func keyFile(_ number: Int) -> String { "dkim-\(number)-key-file" }
        /// SHA-256 of the public key, in hexadecimal.
        static func publicKey(_ number: Int) -> String { "dkim-\(number)-public-key" }
        static let canonicalization = "dkim-canonicalization"
        static let lifetime = "dkim-lifetime"
        static let certificateFile = "smime-certificate-file"
        static let smimeKeyFile = "smime-key-file"
        /// SHA-256 of the certificate, in hexadecimal.
        static let certificate = "smime-certificate"
    }

    var stored: [String: String] {
        var stored: [String: String] = [:]
        for (index, key) in dkimKeys.enumerated() {
            stored[Name.selector(index + 1)] = String(decoding: key.identity.selector, as: UTF8.self)
            stored[Name.domain(index + 1)] = key.identity.domain.map { String(decoding: $0, as: UTF8.self) }
            stored[Name.keyFile(index + 1)] = AbsolutePath.of(key.file)
        }
        if !dkimKeys.isEmpty {
            stored[Name.canonicalization] = canonicalizations.name
            stored[Name.lifetime] = lifetime.map(String.init)
        }
        if let smime {
            stored[Name.certificateFile] = AbsolutePath.of(smime.certificates)
            stored[Name.smimeKeyFile] = AbsolutePath.of(smime.key)
        }
        return stored
    }

    /// Reads back what `stored` gave.
    ///
    /// - Throws: the name of a setting that is missing or malformed.
    init(stored: [String: String]) throws(MalformedSetting) {
        var keys: [DKIMKey] = []
        while let selector = stored[Name.selector(keys.count + 1)] {
            let number = keys.count + 1
            guard let file = stored[Name.keyFile(number)] else {
                throw MalformedSetting(name: Name.keyFile(number))
            }
            do {
                let identity = try DKIMIdentity(selector: selector, domain: stored[Name.domain(number)])
                keys.append(DKIMKey(identity: identity, file: file))
            } catch {
                throw MalformedSetting(name: Name.selector(number))
            }
        }
        var canonicalizations: DKIMCanonicalizations? = DKIMCanonicalizations(
            header: .relaxed, body: .relaxed)
        if !keys.isEmpty {
            canonicalizations = stored[Name.canonicalization].flatMap { DKIMCanonicalizations($0) }
        }
        guard let canonicalizations else { throw MalformedSetting(name: Name.canonicalization) }
        let lifetime = stored[Name.lifetime].flatMap { Int64($0) }
        guard lifetime.map({ $0 > 0 }) ?? (stored[Name.lifetime] == nil) else {
            throw MalformedSetting(name: Name.lifetime)
        }
        var smime: SMIMEFiles?
        if let certificates = stored[Name.certificateFile] {
            guard let key = stored[Name.smimeKeyFile] else { throw MalformedSetting(name: Name.smimeKeyFile) }
            smime = SMIMEFiles(certificates: certificates, key: key)
        }
        self.init(
            dkimKeys: keys, canonicalizations: canonicalizations, lifetime: lifetime, smime: smime)
    }
}

struct MalformedSetting: Error {
    let name: String
}
