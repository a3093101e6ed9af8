import ArgumentParser
import CampaignRun
import Composition
import Sink
import Transport

extension SendCommand {
    func validateRehearsal() throws {
        guard rehearsalOptions.rehearse != nil else { return }
        if dryRun != nil { throw ValidationError("--rehearse and --dry-run exclude each other.") }
        if log != nil || transcript != nil {
            throw ValidationError(
                "--log and --transcript are of what was sent; --rehearse has --rehearsal-log.")
        }
    }

    /// The whole way from list to outcomes, with a server of our own and a campaign file that is thrown away.
    func rehearse(_ faults: RehearsalFaults) async throws -> ExitStatus {
        // Of several relays, the first is the model.
        let entries = try RelayEntry.list(parsing: relayChoice.relay)
        let address = entries.first?.address
        let pace = try PaceSettings(paceOptions.texts)
        let connections = try relayOptions.affordable([entries.first?.connections ?? relayOptions.connections]
        )
        var prepared = try prepare(campaign: campaign, reading: relayOptions.files(for: entries))
        if let log = rehearsalOptions.rehearsalLog { try prepared.kept.check(log, as: .event) }
        let scratch = try ScratchFolder()
        let path = scratch.path + "/rehearsal"
        // Before there is a file that would be left.
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        var draft = try CampaignDraft(
            template: prepared.source, list: prepared.list, path: path, signing: prepared.signing,
            relays: entries, durability: .process, rules: prepared.rules, approval: approved,
            delivery: prepared.delivery, now: Runner.now())
        let sample = sampleOptions.rows()
        let imported = try draft.importRows(
            wording: RowWording(), sample: sample, interruption: interruption)
        if !progressOptions.quiet { Terminal.print(imported.lines(list: list)) }
        guard imported.pending > 0 else {
            draft.discard()
            throw NothingToSend(rows: imported.rows)
        }
        let rehearsal = Rehearsal(
            standIn: StandIn(
                address: address, knowledge: address.map { RelayMemory.knowledge(of: $0) }, faults: faults,
                logPath: rehearsalOptions.rehearsalLog),
            connections: connections.reduce(0, +), messagesPerConnection: relayOptions.messagesPerConnection,
            window: relayOptions.window, limit: limit ?? sample?.count, rows: imported.drawn, pace: pace,
            progress: progressOptions)
        let assembly = draft.assembly
        do {
            let status = try await rehearsal.run(try draft.seal(), assembly: assembly, path: path)
            withExtendedLifetime(scratch) {}
            return status
        } catch let fault as SinkFault {
            Terminal.complain(["error: " + fault.sentence])
            return fault.exitStatus
        }
    }
}
