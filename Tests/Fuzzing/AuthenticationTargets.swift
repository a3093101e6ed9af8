import Cryptography
import SMTP

/// EHLO replies of any lines: what is read of them stays in its bounds.
func fuzzCapabilities(_ input: [UInt8]) {
    var octets: [UInt8] = []
    for line in input.split(separator: 0x0A) {
        octets += Array("250-".utf8) + line.filter { $0 != 0x0D } + [0x0D, 0x0A]
    }
    octets += Array("250 HELP\r\n".utf8)
    var parser = ReplyParser()
    var position = 0
    guard let code = try? parser.next(octets.span, from: &position), code == 250 else { return }
    let capabilities = Capabilities(parser.reply)
    if capabilities.keywords.count > 100 { broken("no more than 100 keywords are kept") }
    for word in capabilities.keywords + capabilities.mechanisms {
        if !word.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { broken("keywords are printable ASCII") }
    }
    for limit in [
        capabilities.sizeLimit, capabilities.mailLimit, capabilities.recipientLimit, capabilities.domainLimit,
    ] where (limit ?? 0) < 0 { broken("limits are no less than 0") }
}

/// Challenges of any octets to every mechanism.
///
/// The first octet chooses the mechanism, zeros divide the replies; one that begins with `!` is sent as it is, others
/// are challenges in Base64.
func fuzzAuthentication(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let mechanisms = Mechanism.allCases.filter { $0 != .scramSHA256Plus }
    let mechanism = mechanisms[Int(choice) % mechanisms.count]
    let user = Array("somebody".utf8)
    let secret = Array("a secret word".utf8)
    let credentials =
        switch mechanism {
        case .oauthBearer, .xoauth2: Credentials(username: user, token: Array("a-secret-token".utf8))
        case .external: Credentials(certificateOf: user)
        default: Credentials(username: user, password: secret)
        }
    var configuration = SessionConfiguration(
        clientName: Array("client.example.org".utf8), security: .none, credentials: credentials)
    configuration.permitsClearAuthentication = true
    configuration.nonce = Array("fyko+d2lbbFgONRv9qkxdawL".utf8)
    var session = Session(configuration)
    var actions: [Session.Action] = []
    session.handle(.connected, appendingTo: &actions)
    session.receive(Array("220 mx\r\n".utf8), appendingTo: &actions)
    session.receive(Array("250-mx\r\n250 AUTH \(mechanism.rawValue)\r\n".utf8), appendingTo: &actions)
    var saidYes = false
    for piece in input.dropFirst().split(separator: 0, omittingEmptySubsequences: false) {
        let isRaw = piece.first == UInt8(ascii: "!")
        let octets =
            isRaw
            ? piece.dropFirst() + [0x0D, 0x0A]
            : Array("334 ".utf8) + Base64.encode(Array(piece)) + [0x0D, 0x0A]
        if isRaw { saidYes = saidYes || piece.dropFirst().starts(with: Array("235".utf8)) }
        let before = actions.count
        session.receive(Array(octets), appendingTo: &actions)
        for case .saltPassword(let salting) in actions[before...] {
            // Seconds of work for one input would find nothing more.
            let salted = salting.rounds <= 10_000 ? salting.perform() : nil
            session.handle(.passwordSalted(salted), appendingTo: &actions)
        }
    }
    session.handle(.connectionLost, appendingTo: &actions)
    check(actions, secret: secret, saidYes: saidYes || input.contains(where: { $0 == 0x0A }))
}

private func check(_ actions: [Session.Action], secret: [UInt8], saidYes: Bool) {
    var ends = 0
    for action in actions {
        switch action {
        case .send(let octets):
            if contains(octets, secret) { broken("a secret goes as a secret") }
        case .sendSecret(let octets, masked: let masked):
            if contains(Array(masked.utf8), secret) { broken("what may be shown shows no secret") }
            if !octets.hasNoBareLineEnd || octets.suffix(2) != [0x0D, 0x0A]
                || octets.count(where: { $0 == 10 }) != 1
            {
                broken("an answer is one line")
            }
        case .ready: if !saidYes { broken("nobody is let in without 235") }
        case .end: ends += 1
        case .saltPassword(let salting):
            if !(4096...10_000_000).contains(salting.rounds) { broken("a server cannot ask for any work") }
            if "\(salting)".contains("secret") { broken("what may be shown shows no secret") }
        case .sendContent, .startTLS, .finish: break
        }
    }
    if ends != 1 { broken("a session ends once") }
}

private func contains(_ octets: [UInt8], _ part: [UInt8]) -> Bool {
    guard octets.count >= part.count else { return false }
    return (0...(octets.count - part.count)).contains { octets[$0..<($0 + part.count)].elementsEqual(part) }
}
