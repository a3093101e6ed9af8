/// What can be wrong with the parameters of an `Attach:` header.
package enum AttachFault: Error, Equatable, Sendable {
    /// None of `name`, `type`, `method`.
    case unknownParameter(String, nearest: String?)
    case repeatedParameter(String)
    /// No `=`, or nothing behind it; the name is empty where nothing stands behind the `;`.
    case parameterWithoutValue(String)
    /// `type` and `method` are the same for every row.
    case parameterVaries(String)
    /// A `;` between `{% if %}` and `{% endif %}`: whether there is a parameter cannot depend on the row.
    case separatorInBlock
    /// Something other than `;` follows a closing quote.
    case textAfterQuote
    /// Not `type/subtype` (RFC 2045 §5.1).
    case malformedType(String)
    /// `multipart` or `message`, whose content may not be encoded as files are (RFC 2045 §6.4).
    case compositeType(String)
    /// A `/` or `\`: names of files have no folders (RFC 2183 §2.3).
    case folderInName(UInt8)
    /// `name` or `type` beside `method`: an invitation is no attachment.
    case besideMethod(String)
    /// The path of an invitation has tags in it.
    case invitationVaries
}
