/// One `Attach:` header.
enum AttachmentTemplate: Sendable {
    /// The same file for every row, read and encoded.
    case shared(StaticAttachment)
    /// A path of its own for every row; one that comes out empty attaches nothing.
    case perRow(Program, column: String?)
}

/// A file that every message carries, read once per campaign.
package struct StaticAttachment: Sendable {
    /// The path as the template has it, relative to the template's folder.
    package let path: String
    /// The size of the file in octets.
    package let size: Int
    /// The encoded part, as messages share it.
    package let blob: SharedOctets

    private let headerSize: Int

    init(path: [UInt8], content: [UInt8], contentID: [UInt8]? = nil) {
        self.path = String(decoding: path, as: UTF8.self)
        size = content.count
        var encoded: [UInt8] = []
        AttachmentPart.appendHeader(of: content, path: path[...], contentID: contentID, to: &encoded)
        headerSize = encoded.count
        encoded.reserveCapacity(headerSize + Base64Lines.encodedCount(of: content.count))
        Base64Lines.append(content[...], to: &encoded)
        blob = SharedOctets(encoded)
    }

    /// The octets of the file, for a digest: decoded from what is sent, so they are what is sent.
    package func content() -> [UInt8] {
        Base64Lines.decode(blob.octets[headerSize...])
    }
}
