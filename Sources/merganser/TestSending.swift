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
        // One connection to the first relay: a test is a handful of messages.
        let plans = try relayOptions.plans(
            for: Array(relayChoice.relay.prefix(1)), requiringTLSOnward: deliveryOptions.requireTlsOnward)
        let relays = plans.map {
            RelayPlan($0.entry, connector: $0.connector, connections: 1, knowledge: $0.knowledge)
        }
        // All of it may be wrong; but hours, caps and the like are for those who are written to.
        _ = try PaceSettings(paceOptions.texts)
        let pace = try PaceSettings(paceOptions.texts.filter { [.rate, .ratePerDomain].contains($0.key) })
        var prepared = try prepare(
            campaign: campaign, reading: relayOptions.files(for: relays.map(\.entry)))
        if let transcript { try prepared.kept.check(transcript, as: .conversation) }
        let record = try transcript.map { (path) throws(FileFault) in try TranscriptFile(appendingTo: path) }
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        let wish = sampleOptions.wish(limit: limit)
        let test = try TestCampaign(
            prepared.source, list: &prepared.list, to: address, rules: prepared.rules, wish: wish,
            signing: prepared.signing, delivery: prepared.delivery, now: Runner.now(), wording: RowWording(),
            interruption: interruption)
        let asks = !yes && Terminal.isInteractive
        if asks || !progressOptions.quiet {
            Terminal.print(test.rows.summary.lines(list: list))
            Terminal.print([test.announcement(to: address, through: relays)])
            if wish.sample > 0 { Terminal.print(["seed \(wish.seed)"]) }
        }
        if asks, !Terminal.confirms("Send now?", unless: interruption) {
            Terminal.print(["Nothing was sent."])
            return .interrupted
        }
        let folder = try ScratchFolder()
        let path = folder.path + "/test"
        var run = CampaignRunner(
            assembly: test.assembly, relays: relays, limit: nil, retrying: [], path: path,
            window: relayOptions.window, pace: pace, progress: progressOptions)
        run.isTest = true
        let status = try await run.run(try test.makeFile(at: path), log: nil, transcript: record)
        if !progressOptions.quiet { Terminal.print(try test.outcomes(at: path).map(\.line)) }
        return status
    }
}

extension TestCampaign {
    fileprivate func announcement(to address: EmailAddress, through relays: [RelayPlan]) -> String {
        let count = rows.rows.count
        let ways = relays.map { "\($0.entry.address.url) (\($0.entry.address.protectionPhrase))" }
        return "\(count.counted("test message")) to "
            + "\(String(decoding: address.octets, as: UTF8.self).printable) through \(ways.joined()); no campaign is touched"
    }
}

extension TestCampaign.Outcome {
    fileprivate var line: String {
        var line = "[test \(number)] row \(row.row), line \(row.line): \(outcome.title)"
        if outcome != .accepted, let reason { line += ": \(reason.printable)" }
        return line
    }
}
