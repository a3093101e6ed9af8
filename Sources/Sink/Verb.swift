/// The command that a line begins with.
enum Verb {
    case ehlo, helo, lhlo, mail, rcpt, data, bdat, rset, noop, quit, vrfy, expn, help, auth, startTLS

    /// Reads the verb in any ASCII case; what follows it has to be a space or the end of the line.
    init?(_ line: Span<UInt8>) {
        guard line.count >= 4 else { return nil }
        var word: UInt32 = 0
        // Clearing bit 5 makes letters upper case and no other octet a letter.
        for index in 0..<4 { word = word << 8 | UInt32(line[index] & 0xDF) }
        switch word {
        case 0x4548_4C4F: self = .ehlo
        case 0x4845_4C4F: self = .helo
        case 0x4C48_4C4F: self = .lhlo
        case 0x4D41_494C: self = .mail
        case 0x5243_5054: self = .rcpt
        case 0x4441_5441: self = .data
        case 0x4244_4154: self = .bdat
        case 0x5253_4554: self = .rset
        case 0x4E4F_4F50: self = .noop
        case 0x5155_4954: self = .quit
        case 0x5652_4659: self = .vrfy
        case 0x4558_504E: self = .expn
        case 0x4845_4C50: self = .help
        case 0x4155_5448: self = .auth
        case 0x5354_4152 where line.begins(with: "STARTTLS", at: 0): self = .startTLS
        default: return nil
        }
        let end = self == .startTLS ? 8 : 4
        guard line.count == end || line[end] == .space else { return nil }
    }

    /// The verb as the log has it.
    var name: StaticString {
        switch self {
        case .ehlo: "EHLO"
        case .helo: "HELO"
        case .lhlo: "LHLO"
        case .mail: "MAIL"
        case .rcpt: "RCPT"
        case .data: "DATA"
        case .bdat: "BDAT"
        case .rset: "RSET"
        case .noop: "NOOP"
        case .quit: "QUIT"
        case .vrfy: "VRFY"
        case .expn: "EXPN"
        case .help: "HELP"
        case .auth: "AUTH"
        case .startTLS: "STARTTLS"
        }
    }
}
