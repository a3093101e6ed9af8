/// What the header of an attached file's part says: what it is called, what it is, and where it is shown.
struct AttachmentLabel: Sendable {
    /// Without folders.
    var name: ArraySlice<UInt8>
    /// The media type; nil for what the ending of the name says.
    var type: [UInt8]?
    /// With one, the part is shown where the HTML names it, not listed (RFC 2392, RFC 2183 §2.1).
    var contentID: [UInt8]?
    /// What stands for the type when the name's ending says nothing.
    private let path: ArraySlice<UInt8>

    /// - Parameter name: nil or empty for the file's own.
    init(
        path: ArraySlice<UInt8>, name: ArraySlice<UInt8>? = nil, type: [UInt8]? = nil,
        contentID: [UInt8]? = nil
    ) {
        self.path = path
        self.type = type
        self.contentID = contentID
        if let name, !name.isEmpty {
            self.name = name
        } else {
            let slash = path.lastIndex(of: UInt8(ascii: "/"))
            self.name = slash.map { path[($0 + 1)...] } ?? path
        }
    }

    /// Appends the part's header and the empty line behind it.
    ///
    /// - Parameter isUTF8: what is not could be anything, and no charset is better than a wrong one.
    func appendHeader(isUTF8: Bool, to output: inout [UInt8]) {
        output.append("Content-Type: ")
        let start = output.count
        if let type {
            output.append(contentsOf: type)
        } else {
            output.append(MediaType.known(by: name) ?? MediaType.of(fileNamed: path))
        }
        if isUTF8, output[start...].starts(with: "text/".utf8) { output.append("; charset=utf-8") }
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

    /// Appends a whole part: its header, an empty line, and the content in base64 lines.
    func append(_ content: [UInt8], to output: inout [UInt8]) {
        appendHeader(isUTF8: UTF8Text.firstFault(in: content[...]) == nil, to: &output)
        Base64Lines.append(content[...], to: &output)
    }
}
