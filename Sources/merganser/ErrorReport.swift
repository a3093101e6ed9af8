import ArgumentParser
import CSV
import CampaignRun
import Composition
import Configuration
import Cryptography
import Ledger
import Transport

/// Runs a command's work, prints what went wrong as sentences, and leaves with the exit code.
func reportingErrors(_ work: () async throws -> ExitStatus) async throws {
    let status: ExitStatus
    do {
        status = try await work()
    } catch {
        let (sentences, failure) = explain(error)
        Terminal.complain(sentences.map { "error: " + $0 } + SettingsInEffect.places(in: sentences))
        status = failure
    }
    if status != .complete { throw status.code }
}

/// An error as sentences (what was found, where, what to do next) and as an exit code.
func explain(_ error: any Error) -> (sentences: [String], status: ExitStatus) {
    switch error {
    case let fault as FaultInList: ([fault.sentence], .badInput)
    case let fault as ListFault: (["the header in the campaign file: \(fault.sentence)"], .badInput)
    case let faults as TemplateFaults: (faults.faults.map(\.sentence), .badInput)
    case let fault as LedgerFault: ([fault.sentence], fault.exitStatus)
    case let faults as SuppressionFaults: (faults.sentences, .badInput)
    case let gone as SuppressionGone: ([gone.sentence], gone.fault.exitStatus)
    case let fault as FileFault: ([fault.sentence], fault.exitStatus)
    case let fault as RelayAddressFault: ([fault.sentence], .usage)
    case let fault as ProxyAddressFault: ([fault.sentence], .usage)
    case let conflict as ProxyConflict: ([conflict.sentence], .usage)
    case let fault as RelayEntryFault: ([fault.sentence], .usage)
    case let fault as UnfitRelayOptions: ([fault.sentence], .usage)
    case let fault as NeedsTLS: ([fault.sentence], .usage)
    case let fault as SecretFault: ([fault.sentence], .configuration)
    case let faults as ConfigurationFaults: (faults.faults.map(\.sentence), .configuration)
    case let fault as TooFewDescriptors: ([fault.sentence], .configuration)
    case let fault as UnsubscribeKeyFault: ([fault.sentence], .configuration)
    case let fault as UnsubscribeTokenFault: ([fault.sentence], .someFailed)
    case let fault as DeliveryOptionFault: ([fault.sentence], .usage)
    case let fault as PaceFault: ([fault.sentence], .usage)
    case let fault as UnknownRehearsalFault: ([fault.sentence], .usage)
    case let fault as ClientNameFault: ([fault.sentence], .usage)
    case let fault as KeyFileFault: ([fault.sentence], .configuration)
    case let fault as TLSFault: ([fault.sentence], .notPermitted)
    case let fault as CryptographyFault: ([fault.sentence], .inputOutput)
    case let stop as ImportStop: ([stop.sentence], .badInput)
    case let interrupted as Interrupted: ([interrupted.sentence], .interrupted)
    case let conflict as WouldOverwrite: ([conflict.sentence], .cannotCreate)
    case let fault as FolderNotEmpty: ([fault.sentence], .cannotCreate)
    case let fault as UnusableCampaign: ([fault.sentence], .badInput)
    case let conflict as OutputConflict: ([conflict.sentence], .cannotCreate)
    case let change as UnacceptableChange: ([change.sentence], .badInput)
    case let changed as ChangedInput: ([changed.sentence], .badInput)
    case let different as NotApproved: ([different.sentence], .badInput)
    case let column as NoSuchColumn: ([column.sentence], .usage)
    case let nothing as NothingToShow: ([nothing.sentence], .badInput)
    case let nothing as NothingToSend: ([nothing.sentence], .badInput)
    default: (["\(error)".printable], .inputOutput)
    }
}
