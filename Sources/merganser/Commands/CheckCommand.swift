import ArgumentParser
import CampaignRun
import Composition
import NIOPosix

/// `merganser check`: all that is wrong or may not be meant with a template, a list and their messages, at once.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find all faults of a template, a list and the messages they make; send nothing.",
        discussion: """
            Reads the whole list and composes every message, as send does before its first connection. Nothing is \
            written, and no connection is made unless --relay asks a relay how large messages may be. With --dkim or \
            --smime-sign the first message is signed and verified. Each finding has a code; merganser explain CODE \
            says more, and --allow CODE silences a warning. The status is 65 when the template or the list is at fault \
            (with --strict, also when a row is) or no row can be sent, 1 when rows are invalid, 0 otherwise, also with warnings.
            """)

    @Argument(
        help:
            "The template: NAME.eml (NAME.html beside it becomes the HTML part), or a folder with message.eml."
    )
    var template: String

    @Argument(help: "The list: a CSV file with a header line; - for standard input.")
    var list: String

    @Option(
        help: ArgumentHelp(
            "Say nothing of warnings with this code; may be given several times.", valueName: "code"))
    var allow: [FindingCode] = []

    @Flag(help: "Tell of each row by itself, instead of those of one kind together.")
    var all = false

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var listOptions: ListOptions
    @OptionGroup var deliveryOptions: DeliveryOptions

    @OptionGroup(title: "Signing")
    var signingOptions: SigningOptions

    @OptionGroup(title: "Relay, to ask how large messages may be")
    var relayChoice: RelayChoice

    @OptionGroup(title: "Relay, to ask how large messages may be")
    var relayOptions: RelayOptions

    func validate() throws {
        if let error = allow.first(where: { $0.severity == .error }) {
            throw ValidationError("--allow is for warnings; \(error.rawValue) says what cannot be sent.")
        }
    }

    func run() async throws {
        try await reportingErrors { try await check() }
    }

    private func check() async throws -> ExitStatus {
        let source = try TemplateFiles.load(template)
        let (signing, notices) = try signingOptions.load()
        Terminal.complain(notices)
        var terms = ListCheck.Terms(
            signing: signing, delivery: try deliveryOptions.settings(), now: Runner.now())
        let failure = try await askRelays(&terms)
        var opened = try OpenedList(
            path: list, dialect: listOptions.delimiter?.dialect, encoding: listOptions.encoding)
        var chance = SystemRandomNumberGenerator()
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        let report = CheckReport(
            CheckedFiles(
                source, list: list, dialect: opened.reader.dialect, condition: listOptions.condition),
            form: json ? .document : all ? .each : .grouped, allowed: Set(allow))
        let result = try ListCheck.run(
            source, list: &opened, terms: terms, wording: RowWording(), interruption: interruption,
            rules: {
                // Where send would stop, there may be more to tell.
                var rules = try listOptions.rules(columns: $0, using: &chance)
                rules.stopsAtProblem = false
                if rules.duplicates == .error { rules.duplicates = .skip }
                return rules
            },
            found: report.add)
        report.finish(result, list: list)
        let status = exitStatus(result, hasOversized: report.counts[.overRelaySize] != nil)
        return status == .complete ? failure ?? .complete : status
    }

    /// Asks how large a message may be; what goes wrong with that is told, and the rest is checked all the same.
    private func askRelays(_ terms: inout ListCheck.Terms) async throws -> ExitStatus? {
        guard !relayChoice.relay.isEmpty else { return nil }
        _ = try Descriptors.reserve(for: 1)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var failure: ExitStatus?
        for entry in try RelayEntry.list(parsing: relayChoice.relay) {
            let connector = try relayOptions.connector(
                to: entry, requiringTLSOnward: terms.delivery.requiresTLSOnward, patience: .uniform(30))
            let findings = try await RelayProbe.run(
                connector, knowledge: RelayMemory.knowledge(of: entry.address), on: group,
                at: Runner.now() / 1000)
            // With several relays, any of them may get any message.
            if let limit = findings.capabilities.sizeLimit, limit > 0 {
                terms.sizeLimit = min(terms.sizeLimit ?? limit, limit)
            }
            guard let end = findings.failure else {
                if terms.delivery.reports != nil, !findings.capabilities.dsn {
                    Terminal.complain([
                        "warning: \(entry.address.url) does not offer DSN; messages would go without --dsn, and no reports would come."
                    ])
                }
                continue
            }
            Terminal.complain(["error: \(end.sentence(relay: entry.address))"])
            failure = failure ?? end.exitStatus
        }
        try await group.shutdownGracefully()
        return failure
    }

    /// As send would end that gets no further than this.
    private func exitStatus(_ result: ListCheck.Result, hasOversized: Bool) -> ExitStatus {
        let summary = result.summary
        guard result.isSound, summary.pending > 0 else { return .badInput }
        if listOptions.strict, summary.problems > 0 { return .badInput }
        if listOptions.duplicates == .error, summary.duplicates > 0 { return .badInput }
        return summary.invalid > 0 || hasOversized ? .someFailed : .complete
    }
}

extension FindingCode: ExpressibleByArgument {}
