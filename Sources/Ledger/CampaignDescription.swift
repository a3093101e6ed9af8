/// What a campaign is made from, apart from its rows.
package struct CampaignDescription: Equatable, Sendable {
    /// Tells this campaign from every other; it stays the same when the file is renamed or copied.
    package var id: String
    package var name: String
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// The template as it was.
    package var files: [StoredFile]
    /// Where the list was read from, as it was given.
    package var listPath: String
    /// The list's header as it stood there, without its line end.
    package var header: [UInt8]
    package var delimiter: UInt8
    /// Attachments that are the same for all recipients.
    package var attachments: [StoredAttachment]
    package var settings: [String: String]

    package init(
        id: String, name: String, createdAt: Int64, files: [StoredFile], listPath: String, header: [UInt8],
        delimiter: UInt8, attachments: [StoredAttachment], settings: [String: String]
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.files = files
        self.listPath = listPath
        self.header = header
        self.delimiter = delimiter
        self.attachments = attachments
        self.settings = settings
    }
}

/// A file of the template, kept whole.
package struct StoredFile: Equatable, Sendable {
    /// What it is to the template, such as `message` or `html`.
    package var role: String
    package var path: String
    package var octets: [UInt8]

    package init(role: String, path: String, octets: [UInt8]) {
        self.role = role
        self.path = path
        self.octets = octets
    }
}

/// An attachment, known by its digest.
package struct StoredAttachment: Equatable, Sendable {
    package var path: String
    /// Octets.
    package var size: Int
    package var sha256: [UInt8]

    package init(path: String, size: Int, sha256: [UInt8]) {
        self.path = path
        self.size = size
        self.sha256 = sha256
    }
}
