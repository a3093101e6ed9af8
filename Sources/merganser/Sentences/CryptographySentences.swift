import Cryptography
import Glibc

extension TLSFault {
    /// What is wrong with TLS, and what to do about it.
    var sentence: String {
        switch self {
        case .certificate(let fault):
            fault.sentence
        case .serverName(""):
            "the relay's URL names no host, and without a name no certificate can be checked; write the name"
        case .serverName(let name):
            """
            no certificate can be checked for the host “\(name.printable)”; write its name in ASCII \
            (an internationalised one as xn--…) or its IP address
            """
        case .notTLS:
            """
            the server does not speak TLS on this port; smtps:// is for TLS from the first octet (port 465), \
            submission:// for STARTTLS (port 587)
            """
        case .versionTooOld:
            "the server speaks no TLS 1.2 or later; have it updated, nothing older is safe"
        case .noSharedCipher:
            "the two sides have no TLS cipher in common; see which ciphers each side allows"
        case .alert(let code, let name):
            """
            the server ended TLS with alert \(code) (\(name.printable)); its log says more, or \
            `openssl s_client` shows what it wants
            """
        case .violation(let reason):
            """
            TLS broke down (\(reason.printable)); something between here and the server damages the \
            connection, or the server is at fault
            """
        case .notOpen:
            "the TLS connection was closed before everything was written; try again"
        case .file(let path, let problem):
            "\(path.printable) \(problem.sentence)"
        case .setup(let reason):
            """
            OpenSSL could not be set up (\(reason.printable)); look at the system's openssl.cnf and at \
            free memory
            """
        }
    }
}

extension TLSFault.FileProblem {
    /// What is wrong with the file and what to do next; follows the file's path.
    fileprivate var sentence: String {
        switch self {
        case .unreadable(let code):
            "cannot be read: \(String(cString: strerror(code)))"
        case .notRegular:
            "is no regular file"
        case .noCertificate(let reason):
            """
            holds no usable certificate (\(reason.printable)); it has to be a PEM file, -----BEGIN \
            CERTIFICATE-----
            """
        case .noKey(let reason):
            """
            holds no usable private key (\(reason.printable)); it has to be a PEM file, \
            -----BEGIN PRIVATE KEY-----, without a passphrase
            """
        case .tooWeak:
            """
            holds a certificate that is too weak; make one with an RSA key of 2,048 bits or more, or an \
            EC key, signed with SHA-256
            """
        case .keyMismatch(let certificateFile):
            """
            is not the private key of the certificate in \(certificateFile.printable); give the two that \
            belong together
            """
        }
    }
}

extension CertificateFault {
    /// What is wrong with the server's certificate, and what to do about it.
    fileprivate var sentence: String {
        switch self {
        case .expired(let subject, let since):
            """
            the certificate “\(subject.printable)” expired on \(since.printable); the server needs a new \
            one, or the clock here is wrong
            """
        case .notYetValid(let subject, let until):
            """
            the certificate “\(subject.printable)” is not valid before \(until.printable); see whether \
            the clock here is right
            """
        case .selfSigned(let subject):
            """
            the server's certificate “\(subject.printable)” is signed by itself, so anybody could have \
            made it; if it is the right one, give it with --ca-file
            """
        case .unknownIssuer(let issuer):
            """
            the server's certificate leads to “\(issuer.printable)”, which is not trusted here; give that \
            issuer's certificate with --ca-file, or have the server send its whole chain
            """
        case .wrongHost(let expected, let found):
            Self.hostSentence(expected: expected, found: found)
        case .wrongPurpose(let subject):
            """
            the certificate “\(subject.printable)” is not made for this use, a TLS server or its issuer; \
            the server needs another one
            """
        case .weakSignature(let subject):
            """
            the certificate “\(subject.printable)” has a key or a signature that is too weak (SHA-1, MD5, \
            RSA under 2,048 bits); the server needs a new one
            """
        case .badSignature(let subject):
            """
            the certificate “\(subject.printable)” was not signed by the issuer it names; see whether the \
            CA file is the current one, and who stands between here and the server
            """
        case .notPinned(let found):
            """
            the server's certificate is valid, but its key is none of those given with --pin; if the key was \
            changed on purpose, its pin is \(found)
            """
        case .missing:
            "the server showed no certificate; nobody knows who it is, and nothing was sent to it"
        case .other(let code, let text):
            """
            the server's certificate was refused: \(text.printable) (error \(code) of \
            X509_STORE_CTX_get_error(3)); `openssl s_client` shows it
            """
        }
    }

    private static func hostSentence(expected: String, found: [String]) -> String {
        let shown = found.prefix(5).map(\.printable).joined(separator: ", ")
        let more = found.count > 5 ? " and \(found.count - 5) more" : ""
        let names = found.isEmpty ? "no host at all (it has no subject alternative name)" : shown + more
        return """
            the server's certificate is not for \(expected.printable) but for \(names); give the relay by \
            a name its certificate has
            """
    }
}

extension CryptographyFault {
    /// What OpenSSL cannot do here, and what to do about it.
    var sentence: String {
        switch self {
        case .noRandomness(let reason):
            "OpenSSL has no random numbers to give (\(reason.printable)); see whether /dev/urandom is there"
        case .unavailable(let algorithm, let reason):
            "OpenSSL offers no \(algorithm) here (\(reason.printable)); look at the system's openssl.cnf"
        }
    }
}
