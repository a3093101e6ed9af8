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
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "application/octet-stream" }
        let suffix = name[(dot + 1)...].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return types[String(decoding: suffix, as: UTF8.self)] ?? "application/octet-stream"
    }

    /// Whether the type takes a `charset` parameter.
    static func isText(_ type: StaticString) -> Bool {
        type.withUTF8Buffer { $0.starts(with: "text/".utf8) }
    }
}
