import ArgumentParser
import CampaignRun
import Composition

/// `merganser dkim-record`: what to publish in DNS for a key.
struct DKIMRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim-record",
        abstract: "Print the DNS record that publishes a DKIM key.",
        discussion: """
            Prints the text of the TXT record; with --selector and --domain the whole line for a zone file. Only \
            the public half of the key is printed. docs/signing.md says how to make a key.
            """)

    @Option(help: ArgumentHelp("The private key, in PEM.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("The key's name, as in --dkim.", valueName: "name"))
    var selector: String?

    @Option(help: ArgumentHelp("The domain that signs.", valueName: "domain"))
    var domain: String?

    func validate() throws {
        guard (selector == nil) == (domain == nil) else {
            throw ValidationError("Give --selector and --domain together, or neither.")
        }
        do {
            if let selector { _ = try DKIMIdentity(selector: selector, domain: domain) }
        } catch {
            throw ValidationError(error.sentence)
        }
    }

    func run() async throws {
        try await reportingErrors {
            let text = DKIMRecord.text(for: try Signing.readKey(key).publicKey)
            Terminal.print([line(of: text)])
            return .complete
        }
    }

    /// A zone file holds text in strings of 255 octets at the most (RFC 1035 §3.3).
    private func line(of text: [UInt8]) -> String {
        guard let selector, let domain else { return String(decoding: text, as: UTF8.self) }
        let strings = stride(from: 0, to: text.count, by: 250).map { start in
            "\"" + String(decoding: text[start..<min(start + 250, text.count)], as: UTF8.self) + "\""
        }
        return "\(selector)._domainkey.\(domain). IN TXT ( \(strings.joined(separator: " ")) )"
    }
}
