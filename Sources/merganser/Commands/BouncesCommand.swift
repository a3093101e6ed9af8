import ArgumentParser
import CampaignRun
import Composition
import Ledger

/// `merganser bounces`: what came back of a campaign, out of the mailbox that its bounces go to.
struct BouncesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounces",
        abstract: "Record what came back of a campaign's messages.",
        discussion: """
            Reads delivery status notifications (RFC 3464), and bounces in plain text as far as they can be understood. \
            They are matched by ENVID, by an envelope sender of its own (--return-path), or by Message-ID, and recorded \
            beside the outcomes, which stay what they are. Nothing in the mailboxes is changed; reading them again \
            records nothing twice.
            """)

    @Argument(help: "The campaign file.")
    var file: String

    @Argument(
        help: ArgumentHelp(
            "Maildirs, folders of mails, mbox files or single mails.", valueName: "mailbox"))
    var mailboxes: [String]

    @OptionGroup var configuration: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "Append the addresses that do not exist to this suppression list, those that are in it already left out.",
            valueName: "file"))
    var addTo: String?

    @Flag(help: "Print one JSON object with the figures.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            // Nothing is recorded of a mailbox that is not there, nor without the file for its addresses.
            let found = try mailboxes.map { (path) throws(FileFault) in try Mailbox(path: path) }
            var kept = ProtectedFiles(campaign: file, inputs: mailboxes)
            if let addTo { try kept.check(addTo) }
            var chance = SystemRandomNumberGenerator()
            let key = KeyedHash(key0: chance.next(), key1: chance.next())
            let addresses = try addTo.map { try AddressFile(appendingTo: $0, key: key) }
            let campaign = try CampaignFile.open(at: file)
            let summary = try BounceReading.run(campaign, found, now: Runner.now())
            let appended = try addresses?.append(summary.hardAddresses)
            try campaign.close()
            Terminal.print(json ? [summary.json(appended: appended)] : summary.lines(path: file))
            if !json, let addTo, let appended {
                Terminal.print(["\(addTo.printable): \(appended.grouped) addresses added"])
            }
            return summary.unreadableCount > 0 ? .inputOutput : .complete
        }
    }
}
