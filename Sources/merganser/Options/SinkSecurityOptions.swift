import ArgumentParser
import Cryptography
import Sink

/// TLS and the one user of `sink`.
struct SinkSecurityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Offer STARTTLS with this certificate (PEM, with its chain).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The private key of the certificate (PEM).", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "Start with TLS instead of offering STARTTLS.")
    var implicitTLS = false

    @Option(
        help: ArgumentHelp(
            "Ask for AUTH PLAIN or LOGIN by this user; the password is the first line of the file.",
            valueName: "user:password-file"))
    var auth: String?

    @OptionGroup var password: PasswordOptions

    @Flag(help: "Accept mail without AUTH too.")
    var authOptional = false

    @Flag(help: "Offer AUTH without TLS too, where the password can be read on the way.")
    var authInClear = false

    func apply(to settings: inout SinkSettings) throws {
        switch (tlsCertificate, tlsKey) {
        case (nil, nil):
            guard !implicitTLS else {
                throw ValidationError("--implicit-tls needs --tls-certificate and --tls-key.")
            }
        case (let certificate?, let key?):
            let files = TLSServerSettings(certificateFile: certificate, keyFile: key)
            settings.tls = implicitTLS ? .implicit(files) : .startTLS(files)
        default:
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        guard let auth else {
            guard !password.isGiven else { throw ValidationError("A password needs a user: --auth USER.") }
            return
        }
        guard !auth.isEmpty, auth.utf8.first != UInt8(ascii: ":") else {
            throw ValidationError("--auth needs a user before the colon.")
        }
        guard auth.utf8.contains(UInt8(ascii: ":")) != password.isGiven else {
            throw ValidationError(
                "--auth takes USER:PASSWORD-FILE, or USER with one of --password-file, --password-env and --password-command."
            )
        }
        guard tlsCertificate != nil || authInClear else {
            throw ValidationError("AUTH is offered under TLS only: give a certificate, or --auth-in-clear.")
        }
    }

    /// The user with the password, which is read here; nil without `--auth`.
    func authentication() throws -> SinkAuthentication? {
        guard let auth else { return nil }
        let parts = Array(auth.utf8).split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        var source = password
        if parts.count == 2 {
            // Joined to the option's name, because a file's name may start with a hyphen.
            source = try PasswordOptions.parse([
                "--password-file=" + String(decoding: parts[1], as: UTF8.self)
            ])
        }
        return SinkAuthentication(
            user: Array(parts[0]), password: try source.read(), isRequired: !authOptional,
            isAllowedInClear: authInClear)
    }
}
