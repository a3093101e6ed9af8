/// What can be wrong with a template besides its Liquid: its header lines, its addresses, its attachments.
package enum MessageFault: Equatable, Sendable {
    /// An octet that begins no UTF-8 sequence.
    case notUTF8(UInt8)
    /// A control character where a header or a path cannot have one.
    case control(UInt8)

    // The header lines.
    /// The first line begins with white space, as only the continuation of a header does.
    case continuesNothing
    /// A line without a colon: most often the empty line before the body is missing.
    case notAHeader
    case malformedHeaderName(String)
    /// A header's name, or the whole line, comes from a tag; only values can be merged.
    case mergedHeaderName
    case headerNameTooLong(octets: Int, limit: Int)
    case missingHeader(String)
    case repeatedHeader(String, firstLine: Int)
    /// Date, Message-ID, MIME-Version and such are written by Merganser.
    case generatedHeader(String)
    /// The campaign's settings say how to unsubscribe, and the template as well.
    case headerOfSettings(String)
    /// A column of the list has a name that the settings give a meaning of their own.
    case columnNameTaken(String)
    /// A header that this version has no use for: Resent-…, Received, DKIM-Signature.
    case unsupportedHeader(String)
    /// A name that nobody's programs know, and one letter or so from a header that means something here.
    case misspeltHeader(String, meant: String)
    case unsupportedContentType(String)
    /// Blocks and elements are so interlaced that no text can be made from the HTML.
    case noTextFromHTML
    /// The references of a Markdown body could repeat long definitions so often that its HTML exceeds all limits.
    case markdownOutgrows
    /// More HTML bodies than one: in the message file, `.html`, `.md`.
    case twoHTMLBodies(String)
    case headerNotASCII(String)
    /// A word that no line of 998 octets can hold.
    case wordTooLong(String)
    /// In a List-… header, only what stands between `<` and `>` can be merged.
    case mergedOutsideBrackets(String)
    case malformedURL(UInt8)

    // Addresses.
    case address(AddressFault, String)
    case oneMailboxExpected(String, found: Int)
    /// `,`, `<`, `>` or a quote stands between `{% if %}` and `{% endif %}`; what an address header is made of must
    /// be the same for every row.
    case structureInsideBlock(UInt8)
    case unclosedBracket
    case unclosedQuote
    case unexpectedInMailbox(UInt8)
    /// A name and an address, but no `<` and `>` around the address.
    case bracketsMissing
    case group

    // Attachments.
    case attachment(AttachmentFault, path: String)
    case emptyAttachmentPath
    /// The parameters behind its path.
    case attach(AttachFault)
    /// A file that the HTML shows.
    case image(AttachmentFault, path: String)
    /// The path of an image has tags in it that a single file per row cannot follow: it stands in a block, or names
    /// something other than columns.
    case imagePathVaries(String)

    // Invitations.
    case calendar(CalendarFault, path: String)
    /// A second `Attach` with a `method`.
    case twoInvitations
    /// Not a method by which an organiser writes.
    case unknownMethod(String)
    /// The file's own METHOD is another one (RFC 6047 §2.4).
    case otherMethod(String, path: String)
}

/// What can be wrong with one row besides its Liquid.
package enum MessageRowFault: Equatable, Sendable {
    /// The rendered address, and why it is none.
    case address(AddressFault, String)
    /// A control character in what becomes a header or a path; refused, never taken out.
    case control(UInt8)
    case notASCII
    /// A white space, control, bracket or non-ASCII octet inside `<…>` of a List-… header; `url_encode` hides it.
    case unencodedURL(UInt8)
    case wordTooLong
    /// OpenSSL did not sign the token by which to unsubscribe.
    case notSigned
    case attachment(AttachmentFault, path: String)
    /// The name that readers are to see has a `/` or a `\` in it.
    case attachmentName(UInt8)
    /// A file that the HTML shows.
    case image(AttachmentFault, path: String)
    case calendar(CalendarFault, path: String)
}

/// Why a file cannot be attached.
package enum AttachmentFault: Error, Equatable, Sendable {
    case absolutePath
    /// The path has a `..` in it.
    case leavesFolder
    /// NUL or another control character in the path.
    case control(UInt8)
    case notFound
    /// There is no such file, but one at this path, which the author may have meant.
    case misspelt(nearest: String)
    case symbolicLink
    case isFolder
    /// A FIFO, a socket or a device.
    case notARegularFile
    case tooLarge(limit: Int)
    /// Any other answer of the system.
    case system(errno: Int32)
}
