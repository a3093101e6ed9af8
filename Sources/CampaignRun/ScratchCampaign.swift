import Ledger

/// A campaign file for the time of a dry run or a check, which need one only to find groups.
///
/// It lies in a folder of its own where temporary files go, and nothing of it is left.
final class ScratchCampaign {
    let file: CampaignFile
    private let folder: ScratchFolder

    /// - Throws: ``FileFault``, `LedgerFault`.
    init() throws {
        folder = try ScratchFolder()
        file = try CampaignFile.create(
            at: folder.path + "/groups",
            describing: CampaignDescription(
                id: "", name: "", createdAt: 0, files: [], listPath: "-", header: [], delimiter: 0,
                attachments: [], settings: [:]))
    }

    deinit { file.discard() }
}
