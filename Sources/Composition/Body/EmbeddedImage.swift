/// A file that the HTML shows and that travels with it (RFC 2392).
struct EmbeddedImage: Sendable {
    enum File: Sendable {
        /// Its part, encoded once.
        case shared(StaticAttachment)
        /// A path of its own for every row.
        case perRow(SharedProgram, column: String?)
    }

    let file: File
    /// What the HTML calls it, without `cid:` and brackets.
    let contentID: [UInt8]

    /// The identifier of what lies at `path`: the same in each message of a campaign, and in no other campaign.
    static func contentID(for path: [UInt8], key: KeyedHash) -> [UInt8] {
        var identifier: [UInt8] = []
        KeyedHash.append(key.hash(Array("image:".utf8) + path), to: &identifier)
        return identifier + Array("@embedded".utf8)
    }
}
