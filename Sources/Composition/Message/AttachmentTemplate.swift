/// One `Attach:` header.
///
/// A class, so that a row that goes through them counts one reference each.
final class AttachmentTemplate: Sendable {
    enum File: Sendable {
        /// The same file for every row, read and encoded.
        case shared(StaticAttachment)
        /// A path of its own for every row; one that comes out empty attaches nothing.
        case perRow(SharedProgram, column: String?)
    }

    /// The name that readers see, where it differs from row to row.
    struct Name: Sendable {
        let program: Program
        let column: String?
    }

    let file: File
    /// Nil where the file has its own name, or the shared part says it already.
    let name: Name?
    /// What the author calls the media type.
    let type: [UInt8]?

    init(file: File, name: Name? = nil, type: [UInt8]? = nil) {
        self.file = file
        self.name = name
        self.type = type
    }
}

/// A file that every message carries, read once per campaign.
package struct StaticAttachment: Sendable {
    /// The path as the template has it, relative to the template's folder.
    package let path: String
    /// The size of the file in octets.
    package let size: Int
    /// The encoded part, as messages share it; without its header where that differs from row to row.
    package let blob: SharedOctets
    /// Whether it is text, and can be called UTF-8.
    let isUTF8: Bool

    private let headerSize: Int

    /// With a header that is the same for every row; with none when `label` is nil.
    init(path: [UInt8], content: [UInt8], label: AttachmentLabel?) {
        self.path = String(decoding: path, as: UTF8.self)
        size = content.count
        isUTF8 = UTF8Text.firstFault(in: content[...]) == nil
        var encoded: [UInt8] = []
        label?.appendHeader(isUTF8: isUTF8, to: &encoded)
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
