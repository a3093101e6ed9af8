/// From the connection to the first MAIL.
extension Session {
    /// What is to be written next before the session is open.
    enum OpeningStep: Equatable, Sendable {
        case hello
        case oldHello
        case startTLS
        case secure
        case authenticate(AuthenticationExchange.Line)
        case salt(PasswordSalting)
        case announce
    }

    mutating func connected() {
        guard phase == .new else { return }
        progress &+= 1
        if configuration.security == .implicit {
            phase = .securing
        } else {
            phase = .opening
            expect(.greeting)
        }
    }

    mutating func secured(_ actions: inout [Action]) {
        guard phase == .securing || phase == .new && configuration.security == .implicit else { return }
        isSecured = true
        phase = .opening
        if configuration.security == .implicit {
            expect(.greeting)
        } else {
            // RFC 3207 §4.2: what was learned before TLS counts for nothing.
            capabilities = .none
            step = .hello
            write(&actions)
        }
    }

    // MARK: Replies

    mutating func takeGreeting(_ code: Int) {
        switch code {
        case 220: step = .hello
        case 421: close(for: parser.reply)
        default: ending = .greetingRefused(parser.reply)
        }
    }

    mutating func takeHello(_ code: Int, _ actions: inout [Action]) {
        switch code {
        case 250:
            capabilities = isOldHello ? .none : Capabilities(parser.reply)
            chooseNextStep()
        case 421: close(for: parser.reply)
        case 500... where !isOldHello && permitsOldHello: step = .oldHello
        case 500...509 where configuration.security == .startTLSRequired && !isSecured:
            ending = .helloUnknown(parser.reply)
        case 400...: ending = .helloRefused(parser.reply)
        default: fail(.unexpectedCode(parser.reply, to: .hello), &actions)
        }
    }

    /// HELO brings neither TLS nor AUTH, and LMTP has none.
    private var permitsOldHello: Bool {
        configuration.dialect == .smtp && configuration.credentials == nil
            && (configuration.security == .none || configuration.security == .opportunistic)
    }

    private mutating func chooseNextStep() {
        if configuration.security == .startTLSRequired, !isSecured {
            guard capabilities.startTLS else { return ending = .startTLSNotOffered }
            step = .startTLS
        } else if configuration.security == .opportunistic, !isSecured, capabilities.startTLS {
            step = .startTLS
        } else {
            beginAuthentication()
        }
    }

    mutating func takeStartTLS(_ code: Int, _ actions: inout [Action]) {
        if code == 220 {
            step = .secure
        } else if configuration.security == .startTLSRequired {
            ending = .startTLSRefused(parser.reply)
        } else if code == 421 {
            close(for: parser.reply)
        } else if code >= 400 {
            capabilities.withdrawStartTLS()
            beginAuthentication()
        } else {
            fail(.unexpectedCode(parser.reply, to: .startTLS), &actions)
        }
    }

    private mutating func beginAuthentication() {
        guard let credentials = configuration.credentials else { return step = .announce }
        // Opportunistic TLS takes any certificate: whoever stands in between would have the password.
        let isVerified = isSecured && configuration.security != .opportunistic
        guard isVerified || configuration.permitsClearAuthentication else {
            return ending = .authenticationNeedsTLS
        }
        guard credentials.isWellFormed else {
            return ending = .authenticationUnavailable(offered: capabilities.mechanisms)
        }
        mechanisms = Mechanism.allCases.filter { isUsable($0, credentials) }
        tryNextMechanism(credentials)
    }

    private func isUsable(_ mechanism: Mechanism, _ credentials: Credentials) -> Bool {
        guard configuration.mechanisms.contains(mechanism), mechanism.takes(credentials),
            capabilities.mechanisms.contains(mechanism.rawValue)
        else { return false }
        let hasNonce =
            configuration.nonce.count >= 18
            && configuration.nonce.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
        return switch mechanism {
        case .scramSHA256Plus: hasNonce && channelBinding != nil
        case .scramSHA256, .scramSHA1: hasNonce
        case .external, .cramMD5, .oauthBearer, .xoauth2, .plain, .login: true
        }
    }

    /// What SCRAM says of channel binding (RFC 5802 §6).
    private func binding(for mechanism: Mechanism) -> ScramExchange.Binding {
        guard let channelBinding else { return .none }
        if mechanism == .scramSHA256Plus { return .bound(channelBinding) }
        // Where binding was offered and is not used after all, only `n` does not accuse anybody of taking it out.
        let isOffered = capabilities.mechanisms.contains { $0.utf8.suffix(5).elementsEqual("-PLUS".utf8) }
        return isOffered || !configuration.mechanisms.contains(.scramSHA256Plus) ? .none : .notOffered
    }

    private mutating func tryNextMechanism(_ credentials: Credentials) {
        guard !mechanisms.isEmpty else {
            return ending = .authenticationUnavailable(offered: capabilities.mechanisms)
        }
        let mechanism = mechanisms.removeFirst()
        var next = AuthenticationExchange(
            mechanism, credentials, nonce: configuration.nonce, binding: binding(for: mechanism))
        step = .authenticate(next.start())
        exchange = next
    }

    mutating func takeAuthentication(_ code: Int, _ actions: inout [Action]) {
        let reply = parser.reply
        // Whatever the server says to an exchange that was cancelled, and however often: that it was is what counts.
        if let fault = exchange?.fault { return ending = .authenticationFault(fault) }
        switch code {
        case 235:
            do {
                try exchange?.conclude()
                exchange = nil
                step = .announce
            } catch {
                ending = .authenticationFault(error)
            }
        case 334:
            switch exchange?.answer(to: parser.challenge.lines.first ?? []) {
            case .line(let line): step = .authenticate(line)
            case .afterSalting(let salting): step = .salt(salting)
            case nil: return fail(.unexpectedCode(reply, to: .authentication), &actions)
            }
        // 504: this mechanism is not known after all (RFC 4954 §4).
        case 504 where !mechanisms.isEmpty:
            if let credentials = configuration.credentials { tryNextMechanism(credentials) }
        case 400..<500: ending = .authenticationDeferred(reply)
        case 500... where configuration.credentials?.mayHaveExpired == true: ending = .tokenExpired(reply)
        case 500...: ending = .authenticationRefused(reply)
        default: fail(.unexpectedCode(reply, to: .authentication), &actions)
        }
    }

    /// Nothing was outstanding meanwhile: what the server said was a fault, and ended the session.
    mutating func passwordSalted(_ salted: SaltedPassword?, _ actions: inout [Action]) {
        guard phase == .opening, let line = exchange?.answer(with: salted) else { return }
        step = .authenticate(line)
        write(&actions)
    }

    // MARK: Writing

    mutating func writeOpening(_ actions: inout [Action]) {
        guard let step else { return }
        self.step = nil
        switch step {
        case .hello: send(speaksLMTP ? "LHLO " : "EHLO ", clientName, .hello, &actions)
        case .oldHello:
            isOldHello = true
            send("HELO ", clientName, .hello, &actions)
        case .startTLS: send("STARTTLS", [], .startTLS, &actions)
        case .secure:
            phase = .securing
            progress &+= 1
            actions.append(.startTLS)
        case .authenticate(let line):
            // The server has it from now on, and may echo it in whatever it says next.
            parser.secrets.add(exchange?.secrets ?? [])
            actions.append(.sendSecret(line.octets, masked: line.masked))
            expect(.authentication)
        case .salt(let salting): actions.append(.saltPassword(salting))
        case .announce:
            guard !configuration.requiresTLSOnward || isSecured && capabilities.requireTLS else {
                return ending = .requireTLSNotOffered
            }
            guard !isUnknown || !configuration.endsOnOtherKeywords else { return ending = .keywordsChanged }
            chooseFlight()
            wasReady = configuration.purpose == .transactions
            phase = .open
            actions.append(.ready(capabilities))
            if configuration.purpose == .discardProof { beginProof(&actions) }
        }
    }

    private var clientName: [UInt8] {
        (try? ClientName(validating: configuration.clientName))?.octets ?? Array("[127.0.0.1]".utf8)
    }

    /// Whether what is known of the relay was learned of another one.
    private var isUnknown: Bool {
        guard let known = configuration.knownKeywords else { return false }
        return known != capabilities.keywords
    }

    private mutating func chooseFlight() {
        let possible = Flight(
            capabilities, usesChunking: configuration.usesChunking,
            discardsRefusedChunks: configuration.discardsRefusedChunks && !isUnknown)
        flight = min(possible, configuration.flight, speaksLMTP ? .overlapped : .deep)
        window = Window(limit: flight == .deep ? configuration.window : 1)
        usesChunks = capabilities.chunking && configuration.usesChunking && flight != .grouped
    }

    func commandLine(_ verb: String, _ argument: [UInt8]) -> [UInt8] {
        Array(verb.utf8) + argument + [0x0D, 0x0A]
    }

    mutating func send(_ verb: String, _ argument: [UInt8], _ command: Command, _ actions: inout [Action]) {
        actions.append(.send(commandLine(verb, argument)))
        expect(command)
    }
}
