import Composition
import Foundation
import SMTP
import Transport

/// Composes one message from a template and a row of a list, and sends it.
@main
enum SendOne {
    private static let template = """
        From: Lakeside Boat House <office@example.org>
        To: {{ name }} <{{ email }}>
        Subject: {{ boat }} goes in on 4 April

        Dear {{ name | default: "friend" }},

        the crane lifts {{ boat }} into its berth on 4 April.

        """

    static func main() async {
        guard CommandLine.arguments.count == 2, let url = CommandLine.arguments.last else {
            print("usage: SendOne URL        such as smtp://127.0.0.1:2525")
            exit(64)
        }
        do {
            let address = try RelayAddress(parsing: url)
            let message = try compose()
            let outgoing = try OutgoingMessage(
                from: try message.sender.map { try Path(validating: $0.octets) },
                to: try message.recipients.map { try Path(validating: $0.octets) },
                octets: message.assembled, body: message.isEightBit ? .eightBitMIME : .sevenBit,
                isInternationalized: message.isInternationalized)
            let client = try RelayClient(to: address)
            let result = await client.send([outgoing])
            report(result, of: outgoing)
        } catch {
            print("error: \(error)")
            exit(65)
        }
    }

    /// The template is compiled once; a list would go through the last two lines row by row.
    private static func compose() throws -> Message {
        let source = TemplateSource(
            message: SourceFile(path: "letter.eml", octets: Array(template.utf8)),
            root: FileManager.default.currentDirectoryPath)
        let campaign = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let composer = try Composer(
            compiling: source, columns: ["Email", "Name", "Boat"],
            settings: CompositionSettings(campaignID: campaign))
        var scratch = composer.makeScratch()
        var message = Message()
        let row = try Row(cells: ["ada@example.org", "Ada Moreau", "Heron"])
        let now = Int64(Date().timeIntervalSince1970)
        try composer.compose(row, number: 1, date: now, scratch: &scratch, into: &message)
        return message
    }

    /// Says what became of each recipient; ends with 0 only when the message was accepted for all of them.
    private static func report(_ result: SendingResult, of message: OutgoingMessage) {
        for verdict in result.verdicts {
            for (index, path) in message.transaction.forwardPaths.enumerated() {
                print("\(path): \(outcome(verdict, of: index))")
            }
            guard case .accepted = verdict else {
                if let failure = result.failure { print("error: \(failure)") }
                exit(1)
            }
        }
    }

    private static func outcome(_ verdict: Verdict, of recipient: Int) -> String {
        switch verdict {
        case .accepted(let reply): "accepted: \(reply)"
        case .partlyAccepted(let reply, let failures):
            failures.first { $0.recipient == recipient }.map { "refused: \($0.reply)" }
                ?? "accepted: \(reply)"
        case .refused(let reply, recipient: _): "refused: \(reply)"
        case .deferred(let reply, recipient: _): "turned away for now: \(reply)"
        case .refusedLocally(let why): "not sent, since the relay cannot take it: \(why)"
        case .notSent(let why): "not sent: \(why)"
        case .inDoubt(let why): "in doubt, the relay may have it: \(why)"
        }
    }
}
