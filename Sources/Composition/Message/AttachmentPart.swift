/// Writes one attached file as a MIME part.
enum AttachmentPart {
    /// Appends the part's header, an empty line, and the content in base64 lines.
    static func append(
        _ content: [UInt8], path: ArraySlice<UInt8>, contentID: [UInt8]? = nil, to output: inout [UInt8]
    ) {
        appendHeader(of: content, path: path, contentID: contentID, to: &output)
        Base64Lines.append(content[...], to: &output)
    }

    /// With a `contentID` the part is shown where the HTML names it, not listed (RFC 2392, RFC 2183 §2.1).
    static func appendHeader(
        of content: [UInt8], path: ArraySlice<UInt8>, contentID: [UInt8]?, to output: inout [UInt8]
    ) {
        let name = fileName(in: path)
        let type = MediaType.of(fileNamed: name)
        output.append("Content-Type: ")
        output.append(type)
        // What is not UTF-8 could be anything, and no charset is better than a wrong one.
        if MediaType.isText(type), UTF8Text.firstFault(in: content[...]) == nil {
            output.append("; charset=utf-8")
        }
        output.append("\r\nContent-Transfer-Encoding: base64\r\n")
        if let contentID {
            output.append("Content-ID: <")
            output.append(contentsOf: contentID)
            output.append(">\r\n")
        }
        output.append(contentID == nil ? "Content-Disposition: attachment" : "Content-Disposition: inline")
        ParameterEncoding.append(name, as: "filename", to: &output)
        output.append("\r\n\r\n")
    }

    /// What follows the last slash.
    private static func fileName(in path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return path[(slash + 1)...]
    }
}
