import CSV
import Ledger

extension CampaignDescription {
    /// The names of the list's columns, from the stored header, read as the import did.
    ///
    /// - Parameter path: of the campaign file, for the fault.
    func columnNames(path: String) throws(UnusableCampaign) -> [String] {
        var isRead = false
        let header = header
        do {
            return try ListReader(dialect: Dialect(delimiter: delimiter)) { buffer in
                buffer = isRead ? [] : header + [UInt8(ascii: "\n")]
                isRead = true
            }.header.names
        } catch {
            throw UnusableCampaign(path: path, flaw: .header(error))
        }
    }
}
