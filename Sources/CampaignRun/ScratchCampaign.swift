import Glibc
import Ledger

/// A campaign file for the time of a dry run or a check, which need one only to find groups.
///
/// It lies in a folder of its own where temporary files go, and nothing of it is left.
final class ScratchCampaign {
    let file: CampaignFile
    private let folder: String

    /// - Throws: ``FileFault``, `LedgerFault`.
    init() throws {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        // mkdtemp(3) puts six letters in place of the XXXXXX: no two processes get the same folder.
        var template = Array(((place.isEmpty ? "/tmp" : place) + "/merganser-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileFault(path: place.isEmpty ? "/tmp" : place, operation: .create, code: errno)
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            file = try CampaignFile.create(
                at: folder + "/groups",
                describing: CampaignDescription(
                    id: "", name: "", createdAt: 0, files: [], listPath: "-", header: [], delimiter: 0,
                    attachments: [], settings: [:]))
        } catch {
            rmdir(folder)
            throw error
        }
    }

    deinit {
        file.discard()
        rmdir(folder)
    }
}
