/// Media types by file name extension: a short table of what people attach.
enum MediaType {
    private static let types: [String: StaticString] = [
        "csv": "text/csv", "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "epub": "application/epub+zip", "gif": "image/gif", "gz": "application/gzip", "heic": "image/heic",
        "htm": "text/html", "html": "text/html", "ics": "text/calendar", "jpeg": "image/jpeg",
        "jpg": "image/jpeg", "json": "application/json", "md": "text/markdown", "mp3": "audio/mpeg",
        "mp4": "video/mp4", "odp": "application/vnd.oasis.opendocument.presentation",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odt": "application/vnd.oasis.opendocument.text",
        "pdf": "application/pdf", "pkpass": "application/vnd.apple.pkpass", "png": "image/png",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "rtf": "application/rtf", "svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff",
        "txt": "text/plain", "vcf": "text/vcard", "wav": "audio/wav", "webp": "image/webp",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xml": "application/xml",
        "zip": "application/zip",
    ]

    /// The type for a file name; `application/octet-stream` for what is not in the table.
    ///
    /// A message (`.eml`) is not in it, since `message/rfc822` may not be encoded as base64 (RFC 2046 §5.2.1).
    static func of(fileNamed name: ArraySlice<UInt8>) -> StaticString {
        known(by: name) ?? "application/octet-stream"
    }

    /// The same; nil for what is not in the table.
    static func known(by name: ArraySlice<UInt8>) -> StaticString? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let suffix = name[(dot + 1)...].map(Syntax.lower)
        return types[String(decoding: suffix, as: UTF8.self)]
    }

    /// A type as an author writes it, in lower case (RFC 2045 §5.1: `token "/" token`).
    ///
    /// - Throws: what it is instead.
    static func parse(_ text: [UInt8]) throws(AttachFault) -> [UInt8] {
        let type = text.map(Syntax.lower)
        let halves = type.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2,
            halves.allSatisfy({ (1...127).contains($0.count) && $0.allSatisfy(name.contains) })
        else { throw .malformedType(String(decoding: text, as: UTF8.self)) }
        guard !["multipart", "message"].contains(String(decoding: halves[0], as: UTF8.self)) else {
            throw .compositeType(String(decoding: text, as: UTF8.self))
        }
        return type
    }

    /// RFC 6838 §4.2, `restricted-name-chars`.
    private static let name = OctetSet(0x30...0x39, 0x61...0x7A, and: "!#$&-^_.+")
}
