import ArgumentParser
import CSV
import CampaignRun
import Composition
import Ledger

/// `merganser send`: checks everything, imports, asks, sends, reports.
///
/// `--dry-run` writes instead of sending.
struct SendCommand: AsyncParsableCommand, MergingCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Merge a template with a list and send the messages.",
        discussion: """
            Nothing leaves before the whole list has been read and every message composed once. The campaign \
            file keeps what became of every row; `merganser resume` goes on from it.
            """)

    @Argument(
        help:
            "The template: NAME.eml (NAME.html beside it becomes the HTML part), or a folder with message.eml."
    )
    var template: String

    @Argument(help: "The list: a CSV file with a header line; - for standard input.")
    var list: String

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var relayChoice: RelayChoice
    @OptionGroup var relayOptions: RelayOptions
    @OptionGroup var listOptions: ListOptions
    @OptionGroup var deliveryOptions: DeliveryOptions

    @OptionGroup(title: "Pace")
    var paceOptions: PaceOptions

    @OptionGroup(title: "Progress")
    var progressOptions: ProgressOptions

    @OptionGroup(title: "Rehearsal")
    var rehearsalOptions: RehearsalOptions

    @OptionGroup(title: "Signing")
    var signingOptions: SigningOptions

    @Option(
        help: ArgumentHelp(
            "Write the messages into this folder instead of sending them; no connection is made.",
            valueName: "folder"))
    var dryRun: String?

    @Option(
        help: ArgumentHelp(
            "Send only if the messages are those of the dry run that printed this digest; Message-IDs are the same, too.",
            valueName: "digest"))
    var approved: Approval?

    @Option(
        help: ArgumentHelp(
            "The campaign file to create; else TEMPLATE-NAME.merganser here.", valueName: "file"))
    var campaign: String?

    @Option(
        help: ArgumentHelp(
            "Send at most this many messages now; the rest stays pending.", valueName: "number"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            """
            Send the rows that preview shows to this address instead of anybody else; no campaign file is made or \
            changed. --limit and --sample choose how many.
            """, valueName: "address"))
    var testTo: String?

    @OptionGroup var sampleOptions: SampleOptions

    @Option(
        help: ArgumentHelp(
            "Append each outcome to this file as it is known, one JSON object a line.", valueName: "file"))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Append the conversations to this file, secrets masked and messages by their number.",
            valueName: "file"))
    var transcript: String?

    @Option(help: "What commits survive: the end of the process, or (full) also the loss of power.")
    var durability: DurabilityOption = .process

    @Flag(name: [.short, .long], help: "Send without asking.")
    var yes = false

    func validate() throws {
        try validateRehearsal()
        if dryRun == nil, rehearsalOptions.rehearse == nil, relayChoice.relay.isEmpty {
            throw ValidationError(
                "Give --relay URL to send, or --dry-run FOLDER to look at the messages first.")
        }
        if let testTo { _ = try Self.tester(testTo) }
        if testTo != nil,
            dryRun != nil || approved != nil || log != nil || rehearsalOptions.rehearse != nil
        {
            throw ValidationError(
                "--test-to sends a try of its own; leave out --dry-run, --rehearse, --approved and --log.")
        }
        if sampleOptions.sample != nil, dryRun != nil {
            throw ValidationError(
                "--sample sends rows by lot; a dry run writes all, or the first by --limit.")
        }
        if sampleOptions.sample != nil, limit != nil, testTo == nil {
            throw ValidationError(
                "Give --limit for the first messages or --sample for some by lot, not both.")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is \(limit); give 1 or more.") }
    }

    func run() async throws {
        try await reportingErrors {
            if let dryRun { return try writeMessages(into: dryRun) }
            if let faults = rehearsalOptions.rehearse { return try await rehearse(faults) }
            if let testTo { return try await sendTest(to: Self.tester(testTo)) }
            return try await send()
        }
    }

    private func writeMessages(into folder: String) throws -> ExitStatus {
        var prepared = try prepare(campaign: campaign)
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        let result = try DryRun.run(
            prepared.source, list: &prepared.list, folder: folder, rules: prepared.rules, limit: limit,
            approval: approved, signing: prepared.signing, delivery: prepared.delivery, now: Runner.now(),
            wording: RowWording(), interruption: interruption)
        if !progressOptions.quiet { Terminal.print(result.lines(folder: folder, list: list)) }
        guard result.summary.pending > 0 else { throw NothingToSend(rows: result.summary.rows) }
        if !progressOptions.quiet, approved == nil {
            Terminal.print(["To send these very messages and no others, add --approved with the digest."])
        }
        if let approved, approved != result.approval {
            throw NotApproved(
                approved: approved, found: result.approval, messages: result.summary.messages)
        }
        return result.summary.invalid > 0 ? .someFailed : .complete
    }

    private func send() async throws -> ExitStatus {
        // Everything about the way to the relay that can be wrong is found before the list is read.
        let relays = try relayOptions.plans(
            for: relayChoice.relay, requiringTLSOnward: deliveryOptions.requireTlsOnward)
        let pace = try PaceSettings(paceOptions.texts)
        var prepared = try prepare(
            campaign: campaign, reading: relayOptions.files(for: relays.map(\.entry)))
        let path = prepared.campaignPath
        if let log { try prepared.kept.check(log, as: .outcome) }
        if let transcript { try prepared.kept.check(transcript, as: .conversation) }
        let outcomeLog = try log.map { (path) throws(FileFault) in try OutcomeLog(appendingTo: path) }
        let record = try transcript.map { (path) throws(FileFault) in try TranscriptFile(appendingTo: path) }
        let signing = prepared.signing
        // Before there is a file that would be left.
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        var draft = try CampaignDraft(
            template: prepared.source, list: prepared.list, path: path, signing: signing,
            relays: relays.map(\.entry), durability: durability.level, rules: prepared.rules,
            source: relayOptions.sourceAddress?.address, proxy: relays.first?.connector.proxyAddress,
            approval: approved, delivery: prepared.delivery, pace: pace, now: Runner.now())
        let sample = sampleOptions.rows()
        let limit = limit ?? sample?.count
        let imported = try draft.importRows(
            wording: RowWording(), sample: sample, interruption: interruption)
        if !progressOptions.quiet { Terminal.print(imported.lines(list: list)) }
        guard imported.pending > 0 else {
            draft.discard()
            throw NothingToSend(rows: imported.rows)
        }
        let now = Runner.now()
        let plan = SendingPlan(
            messages: min(imported.messages, limit ?? .max),
            subject: SendingPlan.Line.subject(of: imported, signing: signing, limit: limit, sample: sample),
            relays: relays.phrases(window: relayOptions.window),
            pace: pace, keeper: PaceKeeper(pace, at: now), now: now, path: path)
        let consent = Consent(isGiven: yes || approved != nil, isQuiet: progressOptions.quiet)
        guard consent.isHad(for: plan, unless: interruption) else {
            draft.discard()
            Terminal.print(["Nothing was sent; no campaign file was kept."])
            return .interrupted
        }
        let run = CampaignRunner(
            assembly: draft.assembly, relays: relays, limit: limit, retrying: [], rows: imported.drawn,
            path: path,
            window: relayOptions.window, pace: pace, progress: progressOptions)
        return try await run.run(try draft.seal(), log: outcomeLog, transcript: record)
    }
}

/// A list without a single row that could be sent.
struct NothingToSend: Error, Equatable {
    let rows: Int
}

extension Approval: ExpressibleByArgument {
    package init?(argument: String) { self.init(parsing: argument) }
}

enum DurabilityOption: String, ExpressibleByArgument, CaseIterable {
    case process
    case full

    var level: Durability {
        switch self {
        case .process: .process
        case .full: .full
        }
    }
}
