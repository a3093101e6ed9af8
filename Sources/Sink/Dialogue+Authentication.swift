import Cryptography

/// AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616).
extension Dialogue {
    /// What the client was asked for.
    enum Challenge {
        /// Authorization identity, user and password with NUL between.
        case plain
        case loginUser
        case loginPassword(user: [UInt8])
    }

    mutating func handleAuthentication(_ line: Span<UInt8>) {
        guard let settings = register.settings.authentication else { return refuse(.notOffered, "AUTH") }
        guard stage != .connected else { return refuse(.greetFirst, "AUTH") }
        guard user == nil else { return refuse(.alreadyAuthenticated, "AUTH") }
        guard stage == .idle else { return refuse(.nestedMail, "AUTH") }
        guard isEncrypted || settings.isAllowedInClear else { return refuse(.tlsFirst, "AUTH") }
        guard line.count > 5 else { return refuse(.syntax, "AUTH") }
        let end = line.firstIndex(of: .space, from: 5) ?? line.count
        let mechanism = line.extracting(5..<end)
        let response = end < line.count ? line.extracting((end + 1)..<line.count) : line.extracting(0..<0)
        if ParameterSyntax.matches(mechanism, "PLAIN") {
            begin(.plain, response)
        } else if ParameterSyntax.matches(mechanism, "LOGIN") {
            begin(.loginUser, response)
        } else {
            refuse(.unknownMechanism, "AUTH")
        }
    }

    /// One line of the exchange; `*` gives up (RFC 4954 §4).
    mutating func handleCredentials(_ line: Span<UInt8>, _ challenge: Challenge) {
        intake = .commands
        if line.count == 1, line[0] == UInt8(ascii: "*") { return refuse(.authenticationCancelled, "AUTH") }
        var text: [UInt8] = []
        text.append(line)
        guard let response = Base64.decode(text) else { return refuse(.badEncoding, "AUTH") }
        handleResponse(response, challenge)
    }

    private mutating func begin(_ challenge: Challenge, _ initial: Span<UInt8>) {
        guard initial.count > 0 else { return ask(challenge) }
        // "=" is an initial response of no octets.
        guard !ParameterSyntax.matches(initial, "=") else { return handleResponse([], challenge) }
        handleCredentials(initial, challenge)
    }

    private mutating func ask(_ challenge: Challenge) {
        switch challenge {
        case .plain: replies += Array("334 \r\n".utf8)
        case .loginUser: replies += Array("334 VXNlcm5hbWU6\r\n".utf8)
        case .loginPassword: replies += Array("334 UGFzc3dvcmQ6\r\n".utf8)
        }
        intake = .credentials(challenge)
    }

    private mutating func handleResponse(_ response: [UInt8], _ challenge: Challenge) {
        switch challenge {
        case .plain:
            let parts = response.split(separator: 0, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return refuse(.badCredentials, "AUTH") }
            // An authorization identity other than the user's own is not for us to give.
            let isOwn = parts[0].isEmpty || parts[0] == parts[1]
            conclude(user: parts[1], password: isOwn ? parts[2] : [], "PLAIN")
        case .loginUser:
            ask(.loginPassword(user: response))
        case .loginPassword(let user):
            conclude(user: user[...], password: response[...], "LOGIN")
        }
    }

    private mutating func conclude(
        user: ArraySlice<UInt8>, password: ArraySlice<UInt8>, _ mechanism: StaticString
    ) {
        let isRight = register.settings.authentication?.accepts(user: user, password: password) == true
        logAuthentication(user, mechanism, isRight: isRight)
        guard isRight else { return refuse(.badCredentials, "AUTH") }
        self.user = Array(user)
        replies += register.replies.authenticated
    }
}
