import ArgumentParser
import CampaignRun
import Cryptography
import Glibc
import SMTP

/// Who we are to the relay, and how its certificate is known, beyond the password.
struct AuthenticationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Authenticate by these mechanisms only, such as SCRAM-SHA-256,PLAIN; else the strongest that both sides know.",
            valueName: "mechanisms"))
    var auth: MechanismsOption?

    @Option(
        help: ArgumentHelp(
            "Run this shell command for an OAuth access token, and again when the token has run out.",
            valueName: "command"))
    var tokenCommand: String?

    @Option(
        help: ArgumentHelp(
            "Require the relay's certificate to have this public key (sha256/BASE64); may be given several times.",
            valueName: "pin"))
    var pin: [PinOption] = []

    @Option(
        help: ArgumentHelp("Show this certificate (PEM, with its chain) to the relay.", valueName: "file"))
    var clientCertificate: String?

    @Option(help: ArgumentHelp("The private key of the client certificate (PEM).", valueName: "file"))
    var clientKey: String?

    var isExternal: Bool { auth?.mechanisms == [.external] }
    var pins: Set<PublicKeyPin> { Set(pin.map(\.pin)) }

    func validate() throws {
        guard (clientCertificate == nil) == (clientKey == nil) else {
            throw ValidationError("--client-certificate and --client-key go together.")
        }
        if isExternal, clientCertificate == nil {
            throw ValidationError("--auth EXTERNAL needs --client-certificate and --client-key.")
        }
    }

    /// - Throws: ``SecretFault`` when others can read the key.
    func certificate() throws(SecretFault) -> CertificateFiles? {
        guard let clientCertificate, let clientKey else { return nil }
        var status = stat()
        guard stat(clientKey, &status) == 0 else { throw .unreadable(path: clientKey, code: errno) }
        guard KeyFile.isPrivate(status) else { throw .readableByOthers(path: clientKey) }
        return CertificateFiles(certificateFile: clientCertificate, keyFile: clientKey)
    }
}

/// Mechanisms by their registered names, in any case, separated by commas.
struct MechanismsOption: ExpressibleByArgument {
    let mechanisms: Set<Mechanism>

    init?(argument: String) {
        let names = argument.uppercased().split(separator: ",", omittingEmptySubsequences: false)
        let known = names.compactMap { Mechanism(rawValue: String($0)) }
        guard known.count == names.count else { return nil }
        mechanisms = Set(known)
    }

    static var allValueStrings: [String] { Mechanism.allCases.map(\.rawValue) }
}

/// `sha256/BASE64`.
struct PinOption: ExpressibleByArgument {
    let pin: PublicKeyPin

    init?(argument: String) {
        guard let pin = PublicKeyPin(parsing: argument) else { return nil }
        self.pin = pin
    }
}

/// A pin or a client certificate, on a way where nobody would look at it.
struct NeedsTLS: Error, Equatable {
    let option: String
    let url: String
}
