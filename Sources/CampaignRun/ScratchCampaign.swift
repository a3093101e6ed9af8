import Ledger

/// A campaign file for the time of a dry run or a check, which need one only to find groups.
final class ScratchCampaign {
    let file: CampaignFile
    private let folder: ScratchFolder

    /// - Throws: ``FileFault``, `LedgerFault`.
    init() throws {
        folder = try ScratchFolder()
        file = try CampaignFile.create(at: folder.path + "/groups", describing: .scratch)
    }

    deinit { file.discard() }
}

extension CampaignDescription {
    /// Of a campaign that is never opened again.
    static var scratch: CampaignDescription {
        CampaignDescription(
            id: "", name: "", createdAt: 0, files: [], listPath: "-", header: [], delimiter: 0,
            attachments: [], settings: [:])
    }
}
