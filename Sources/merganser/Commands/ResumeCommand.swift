import ArgumentParser
import CampaignRun
import Composition
import Ledger

/// `merganser resume`: goes on with what the campaign file says is left.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a campaign that was stopped.",
        discussion: """
            Rows that are pending or deferred are sent, deferred ones when their time has come. Rows in doubt may have been delivered (the connection was \
            lost before the relay's last word), so they are only sent again when asked for: \
            --retry in-doubt. They keep their Message-ID.
            """)

    @Argument(help: "The campaign file.")
    var file: String

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var relayChoice: RelayChoice
    @OptionGroup var relayOptions: RelayOptions

    @OptionGroup(title: "Pace (each option in the place of the campaign's; none for none)")
    var paceOptions: PaceOptions

    @OptionGroup(title: "Progress")
    var progressOptions: ProgressOptions

    @Option(
        help: ArgumentHelp(
            "Send these again too: any of in-doubt, refused, invalid, separated by commas; and deferred, for those not to wait for their time.",
            valueName: "outcomes"))
    var retry: RetryOption?

    @Option(
        help: ArgumentHelp(
            "Send only these rows, by their numbers in the list: 5,10-20,300-; of a group that of its first row. The rest stays as it is.",
            valueName: "rows"))
    var onlyRows: RowSelection?

    @OptionGroup var suppressOption: SuppressOption

    @Option(help: ArgumentHelp("Make sure the campaign was made from this template.", valueName: "path"))
    var template: String?

    @Option(help: ArgumentHelp("Make sure the campaign was made from this list.", valueName: "file"))
    var list: String?

    @Flag(
        help:
            "Go on with a template, a list or an attachment that has changed since: show what differs for the rows that are left, and take it."
    )
    var acceptChanges = false

    @Option(
        help: ArgumentHelp(
            "Send at most this many messages now; the rest stays pending.", valueName: "number"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "Append each outcome to this file as it is known, one JSON object a line.", valueName: "file"))
    var log: String?

    @Flag(
        help:
            "Go on with this file although it is a copy, or came from a backup or another file system; the original is not used any more."
    )
    var moved = false

    @Option(
        help: ArgumentHelp(
            "The key for unsubscribe tokens lies here now; it must be the same key.", valueName: "file"))
    var unsubscribeKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "Append the conversations to this file, secrets masked and messages by their number.",
            valueName: "file"))
    var transcript: String?

    @Flag(name: [.short, .long], help: "Send without asking.")
    var yes = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is \(limit); give 1 or more.") }
    }

    func run() async throws {
        try await reportingErrors { try await resume() }
    }

    private func resume() async throws -> ExitStatus {
        var reopened = try ReopenedCampaign(path: file, isMoved: moved)
        let relays = try relayOptions.plans(
            for: relayChoice.relay.isEmpty ? reopened.relays : relayChoice.relay,
            from: try reopened.sourceAddress(), by: try reopened.proxy(),
            requiringTLSOnward: reopened.requiresTLSOnward, campaign: reopened.relayKnowledge)
        let source = try template.map { (path) throws(FileFault) in try TemplateFiles.load(path) }
        var kept = ProtectedFiles(
            of: reopened.file,
            others: (source?.paths ?? []) + [list, unsubscribeKeyFile].compactMap(\.self)
                + relayOptions.files(for: relays.map(\.entry)) + suppressOption.suppress)
        if let log { try kept.check(log, as: .outcome) }
        if let transcript { try kept.check(transcript, as: .conversation) }
        let pace = try reopened.pace(replacing: paceOptions.texts)
        var chance = SystemRandomNumberGenerator()
        let suppression = try reopened.suppression(
            adding: suppressOption.suppress, key: KeyedHash(key0: chance.next(), key1: chance.next()))
        let outcomeLog = try log.map { (path) throws(FileFault) in try OutcomeLog(appendingTo: path) }
        let record = try transcript.map { (path) throws(FileFault) in try TranscriptFile(appendingTo: path) }
        let retrying = (retry?.outcomes ?? []).union([.deferred])
        if !progressOptions.quiet { Terminal.print(reopened.notices(isListNamed: list != nil)) }
        // From here on something may be changed, so all that can be wrong with the options has been said.
        var omitted: Set<Int> = []
        if acceptChanges {
            guard let changed = try takeOverChanges(to: reopened, from: source, retrying) else {
                return .interrupted
            }
            (reopened, omitted) = changed
        } else {
            if let source { try reopened.compare(with: source) }
            if let list { try reopened.compareList(at: list) }
        }
        let sweep = try SuppressionSweep(reopened, suppression, retrying: retrying, of: onlyRows)
        if sweep.count > 0, !progressOptions.quiet {
            Terminal.print(["\(sweep.count.grouped) of the messages that are left are suppressed."])
        }
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        let now = Runner.now()
        omitted.formUnion(sweep.omitted)
        let left = try reopened.messagesLeft(retrying: retrying, of: onlyRows) - sweep.skipped - omitted.count
        let messages = min(max(0, left), limit ?? .max)
        let plan = SendingPlan(
            messages: messages,
            subject: SendingPlan.Line.subject(
                of: try reopened.file.figures(), retrying: retrying, messages: messages),
            relays: relays.phrases(window: relayOptions.window),
            pace: pace, keeper: try reopened.keeper(of: pace, at: now), now: now, path: file)
        let consent = Consent(isGiven: yes, isQuiet: progressOptions.quiet)
        guard messages == 0 || consent.isHad(for: plan, unless: interruption) else {
            Terminal.print(["Nothing was sent."])
            return .interrupted
        }
        try reopened.keep(pace)
        try reopened.keep(suppression)
        try sweep.record(at: now, wording: RowWording())
        guard try reopened.messagesLeft(retrying: retrying, of: onlyRows) > omitted.count else {
            let figures = try reopened.file.figures()
            if !progressOptions.quiet {
                Terminal.print([
                    onlyRows == nil ? "Nothing is left to send." : "Of these rows nothing is left to send."
                ])
                Terminal.print(figures.summaryLines(path: file))
            }
            return figures.exitStatus
        }
        let run = CampaignRunner(
            assembly: try reopened.assembly(keyFile: unsubscribeKeyFile, suppression: suppression),
            relays: relays, limit: limit, retrying: retrying,
            isHurried: retry?.outcomes.contains(.deferred) ?? false, rows: onlyRows,
            omitted: omitted, path: file, window: relayOptions.window, pace: pace, progress: progressOptions)
        return try await run.run(reopened.file, log: outcomeLog, transcript: record)
    }

    /// Shows what has changed and makes it the campaign's; nil when somebody at the terminal does not want it.
    ///
    /// - Returns: the campaign as it is now, and rows that are not to be sent although they are left.
    private func takeOverChanges(
        to reopened: ReopenedCampaign, from source: LoadedTemplate?, _ retrying: Set<Outcome>
    ) throws -> (ReopenedCampaign, omitted: Set<Int>)? {
        var chance = SystemRandomNumberGenerator()
        let changes = try CampaignChanges(
            reopened,
            CampaignChanges.Terms(
                template: source, list: list, retrying: retrying, rows: onlyRows, keyFile: unsubscribeKeyFile,
                key: KeyedHash(key0: chance.next(), key1: chance.next()), now: Runner.now()))
        let asks = !yes && Terminal.isInteractive
        if asks || !progressOptions.quiet { Terminal.print(changes.lines) }
        guard !changes.isEmpty else { return (reopened, []) }
        if asks {
            let interruption = Interruption.bySignals()
            defer { InterruptSignals.shared.stop() }
            guard Terminal.confirms("Take this over?", unless: interruption) else { return nil }
        }
        return (try changes.accept(at: Runner.now(), wording: RowWording()), changes.omitted)
    }
}
