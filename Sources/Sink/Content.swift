import Cryptography

/// The message that is being received: counted, and kept only as far as somebody wants it.
struct Content {
    /// Where the header is looked for a Message-ID; more of it is not kept in memory.
    private static let headerLimit = 16384

    private(set) var count = 0
    private(set) var isTooLarge = false
    /// What became of the file, when there is one: the `errno` of what failed first.
    private(set) var failure: Int32?
    private var header: [UInt8] = []
    private var digest: SHA256?
    private var file: MaildirFile?
    private var limit = 0
    private var keepsHeader = false

    /// Starts a message of at most `limit` octets.
    mutating func begin(
        limit: Int, keepingHeader keepsHeader: Bool, digest: SHA256?,
        file: Result<MaildirFile?, Register.FileFailure>
    ) {
        count = 0
        isTooLarge = false
        header.removeAll(keepingCapacity: true)
        self.limit = limit
        self.keepsHeader = keepsHeader
        self.digest = digest
        switch file {
        case .success(let file):
            self.file = file
            failure = nil
        case .failure(let fault):
            self.file = nil
            failure = fault.code
        }
    }

    mutating func append(_ octets: Span<UInt8>) {
        guard octets.count > 0, !isTooLarge else { return }
        guard octets.count <= limit - count else {
            isTooLarge = true
            file = nil
            return
        }
        count += octets.count
        if keepsHeader, header.count < Self.headerLimit {
            header.append(octets.extracting(first: Self.headerLimit - header.count))
        }
        digest?.update(octets.bytes)
        if failure == nil { failure = file?.append(octets) }
    }

    /// Forgets the message; a file that was begun is removed.
    mutating func abandon() {
        file = nil
        digest = nil
    }

    /// Puts the file into its place; the name it has there, or `nil` when none is kept.
    mutating func keep() -> [UInt8]? {
        guard let file, failure == nil else { return nil }
        failure = file.deliver()
        self.file = nil
        return failure == nil ? file.name : nil
    }

    /// The SHA-256 of the content in hexadecimal, when it was asked for.
    mutating func takeDigest() -> [UInt8]? {
        guard let digest else { return nil }
        self.digest = nil
        return digest.finish().flatMap { [Self.hexadecimal($0 >> 4), Self.hexadecimal($0 & 15)] }
    }

    /// The message identifier in the header, without folding or space around it.
    var messageID: ArraySlice<UInt8>? { HeaderField.value(of: "Message-ID", in: header) }

    private static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}
