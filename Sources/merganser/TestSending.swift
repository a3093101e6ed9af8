import ArgumentParser
import CampaignRun
import Composition
import Ledger

extension SendCommand {
    /// - Throws: `ValidationError` that says why it is no address.
    static func tester(_ text: String) throws -> EmailAddress {
        do {
            return try EmailAddress(parsing: Array(text.utf8))
        } catch {
            throw ValidationError("“\(text.printable)” is no address: \(error.sentence)")
        }
    }

    /// Sends the rows that tell most to one address, as a campaign of its own that leaves nothing behind.
    func sendTest(to address: EmailAddress) async throws -> ExitStatus {
        let delivery = try deliveryOptions.settings()
        // One connection to the first relay: a test is a handful of messages.
        let plans = try relayOptions.plans(
            for: Array(relayOptions.relay.prefix(1)), requiringTLSOnward: delivery.requiresTLSOnward)
        let relays = plans.map {
            RelayPlan($0.entry, connector: $0.connector, connections: 1, knowledge: $0.knowledge)
        }
        let (signing, notices) = try signingOptions.load()
        Terminal.complain(notices)
        let source = try TemplateFiles.load(template)
        var kept = ProtectedFiles(
            campaign: campaign ?? source.defaultCampaignPath,
            inputs: [list] + listOptions.suppressOption.suppress + source.paths
                + (signing?.settings.files ?? []) + relayOptions.files(for: relays) + deliveryOptions.files)
        if let transcript { try kept.check(transcript, appended: .conversation) }
        let record = try transcript.map { (path) throws(FileFault) in try TranscriptFile(appendingTo: path) }
        var opened = try openList()
        var chance = SystemRandomNumberGenerator()
        let rules = try listOptions.rules(columns: opened.reader.header.names, using: &chance)
        let interruption = Interruption()
        InterruptSignals.shared.handle(requesting: interruption)
        defer { InterruptSignals.shared.stop() }
        var wish = TellingRows.Wish(limit: limit ?? TellingRows.Wish.usualLimit)
        wish.sample = sampleOptions.sample ?? 0
        wish.seed = sampleOptions.seed(using: &chance)
        let test = try TestCampaign(
            source, list: &opened, to: address, rules: rules, wish: wish, signing: signing,
            delivery: delivery, now: Runner.now(), wording: RowWording(), interruption: interruption)
        Terminal.print(test.rows.summary.lines(list: list))
        let shownAddress = String(decoding: address.octets, as: UTF8.self).printable
        Terminal.print([
            "\(test.rows.rows.count.grouped) test messages to \(shownAddress) through "
                + relays.map { "\($0.entry.address.url) (\($0.entry.address.protectionPhrase))" }.joined()
                + "; no campaign is touched"
        ])
        if wish.sample > 0 { Terminal.print(["seed \(wish.seed)"]) }
        if !yes, Terminal.isInteractive, !Terminal.confirms("Send now?", unless: interruption) {
            Terminal.print(["Nothing was sent."])
            return .interrupted
        }
        let folder = try ScratchFolder()
        let path = folder.path + "/test"
        var run = CampaignRunner(
            assembly: test.assembly, relays: relays, limit: nil, retrying: [], path: path,
            window: relayOptions.window, pace: .unlimited, progress: progressOptions)
        run.isTest = true
        let status = try await run.run(try test.makeFile(at: path), log: nil, transcript: record)
        Terminal.print(try test.outcomes(at: path).map(\.line))
        return status
    }
}

extension TestCampaign.Outcome {
    fileprivate var line: String {
        var line = "[test \(number)] row \(row.row), line \(row.line): \(outcome.title)"
        if outcome != .accepted, let reason { line += ": \(reason.printable)" }
        return line
    }
}
