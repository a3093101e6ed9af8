import CampaignRun
import Composition
import Cryptography
import Glibc

extension DKIMNameFault {
    var sentence: String {
        switch self {
        case .selector(let name):
            """
            “\(name.printable)” cannot be a DKIM selector; it is made of letters, digits, hyphens and dots, as in \
            --dkim news=FILE
            """
        case .domain(let name):
            "“\(name.printable)” is no domain that can sign; write it in ASCII, as in --dkim news@example.org=FILE"
        }
    }
}

extension SigningFault {
    /// Why the message is not signed and what to do, without the place.
    var sentence: String {
        switch self {
        case .unaligned(let author, let domain):
            """
            From is \(author.printable), and a DKIM signature by \(domain.printable) does not count for it (DMARC); \
            sign with a key of From's own domain
            """
        case .authorHasNoDomain(let author):
            "From is \(author.printable), which has no domain to sign for; write an address at a domain"
        case .notInCertificate(let author, let addresses):
            """
            From is \(author.printable), and the S/MIME certificate is for \
            \(addresses.map(\.printable).joined(separator: ", ")); readers would be warned
            """
        case .malformedMessage:
            "the message cannot be signed, because it has no header; please report this"
        case .cryptography(let fault): fault.sentence
        case .unverifiable(let fault):
            "our own check of the DKIM signature failed (\(fault.phrase)); please report this"
        case .unverifiableSMIME:
            "our own check of the S/MIME signature failed; see whether key and certificate are sound"
        }
    }
}

extension DKIMVerificationFault {
    fileprivate var phrase: String {
        switch self {
        case .malformedMessage: "the message has no header"
        case .noSignature: "a signature is missing"
        case .malformedTag(let name): "the tag \(name.printable) is malformed"
        case .fromNotSigned: "From is not signed"
        case .noKey: "there is no key for it"
        case .wrongKeyKind: "the key is of another kind"
        case .bodyHashDiffers: "the body's hash differs"
        case .signatureDiffers: "the signature is wrong"
        }
    }
}

extension KeyFileFault {
    var sentence: String {
        let path = path.printable
        return switch problem {
        case .unreadable(let code): "cannot read \(path): \(String(cString: strerror(code)))"
        case .readableByOthers:
            "the key \(path) can be read by others; chmod 600 \(self.path.shellWord)"
        case .tooLarge(let limit):
            "\(path) has more than \(limit.grouped) octets; is it the right file?"
        case .key(let fault): "\(path) \(fault.phrase(path: self.path))"
        case .record(let fault, nil): "\(path) \(fault.phrase)"
        case .record(let fault, let key?): "\(path) \(fault.phrase) (\(key.printable))"
        case .changed:
            """
            \(path) is not the key or certificate the campaign began with. Put the old one back, or make a new \
            campaign for the new one
            """
        }
    }
}

extension KeyFault {
    /// What is wrong with the file and what to do next; follows the file's path.
    fileprivate func phrase(path: String) -> String {
        switch self {
        case .noPrivateKey(let reason):
            """
            holds no usable private key (\(reason.printable)); it has to be a PEM file, -----BEGIN PRIVATE \
            KEY----- or -----BEGIN RSA PRIVATE KEY-----
            """
        case .encrypted:
            """
            wants a passphrase, which nobody can type here; write it without one: (umask 077; openssl pkey -in \
            \(path.shellWord) -out key.pem)
            """
        case .noPublicKey(let reason):
            "holds no usable public key (\(reason.printable)); it has to be -----BEGIN PUBLIC KEY-----"
        case .unsupportedKind(let kind):
            """
            is a key of the kind \(kind.printable); DKIM takes RSA and Ed25519, S/MIME takes RSA and EC (docs/signing.md \
            says how to make one)
            """
        case .tooShort(let bits, let least):
            "is an RSA key of \(bits) bits, which is not safe any more; make one of \(least) or more"
        case .noCertificate(let reason):
            """
            holds no usable certificate (\(reason.printable)); it has to be a PEM file, -----BEGIN CERTIFICATE-----
            """
        case .mismatch: "is not the key of the certificate; name the key that the certificate was made for"
        case .expired(let since): "is a certificate that expired at \(since); get a new one"
        case .notYetValid(let until): "is a certificate that is not valid before \(until); look at the clock"
        case .wrongPurpose: "is a certificate that is not meant for signing mail; get one for S/MIME"
        }
    }
}

extension DKIMRecordFault {
    /// What is wrong with the record and what to do next; follows the file's path.
    fileprivate var phrase: String {
        switch self {
        case .notARecord:
            "holds no DKIM key record: v=DKIM1; k=…; p=… (merganser dkim-record prints the right one)"
        case .version: "does not begin with v=DKIM1, so receivers pass it over"
        case .revoked: "has an empty p=: this key was revoked; publish the key, or sign with another"
        case .unknownKind(let kind):
            "has k=\(kind.printable), which is no kind of key that mail is signed with"
        case .malformedKey: "has a p= that is no key; publish what merganser dkim-record prints"
        case .hashNotAllowed: "has an h= without sha256, so our signatures would fail; take h= out"
        case .notForMail(let services): "has s=\(services.printable): the key is not for mail; take s= out"
        case .wrongKind(let record, let key):
            "publishes a key of the kind \(record.name), and the private key is \(key.name)"
        case .differs:
            "publishes another key than the private key's; publish what merganser dkim-record prints"
        case .key(.unsupportedKind(let kind)):
            "is a public key of the kind \(kind.printable); DKIM takes RSA and Ed25519"
        case .key: "holds no public key that can be read; it has to be -----BEGIN PUBLIC KEY-----"
        }
    }
}

extension KeyKind {
    var name: String {
        switch self {
        case .rsa: "RSA"
        case .ed25519: "Ed25519"
        }
    }
}

extension Signing {
    /// What is signed with, for the plan.
    var phrase: String {
        var parts = zip(settings.dkimKeys, keys).map { key, size in
            let domain = key.identity.domain.map { "@" + String(decoding: $0, as: UTF8.self) } ?? ""
            let bits = size.kind == .rsa ? " \(size.bits.grouped)" : ""
            return
                "DKIM \(String(decoding: key.identity.selector, as: UTF8.self))\(domain) (\(size.kind.name)\(bits))"
        }
        if settings.smime != nil { parts.insert("S/MIME", at: 0) }
        return "with " + parts.joined(separator: " and ")
    }
}
