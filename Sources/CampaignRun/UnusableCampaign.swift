import CSV

/// A campaign file that opens, but lacks something a campaign cannot be without: it was changed from outside.
package struct UnusableCampaign: Error, Equatable, Sendable {
    package enum Flaw: Equatable, Sendable {
        /// The template's message is not in it.
        case noTemplate
        /// A setting is not there, or is none that this program wrote.
        case setting(String)
        case malformedID
        /// The stored header is none.
        case header(ListFault)
        /// A stored record does not parse.
        case record(row: Int, ListFault)
        /// The attachments of the stored template and those that were recorded are not the same files.
        case attachments
    }

    package let path: String
    package let flaw: Flaw
}
