/// What is wrong with the content lines of an invitation (RFC 5545 §3.1), in the file or with what a row merges.
package enum CalendarFault: Error, Equatable, Sendable {
    case notUTF8
    /// It does not begin with `BEGIN:VCALENDAR`.
    case notACalendar
    /// `END` of something else than what was begun last; nil where that is nothing.
    case unbalanced(open: String?)
    case twoMethods
    /// METHOD stands between tags that may leave it out.
    case conditionalMethod
    /// Not `NAME;PARAMETER=value:value`.
    case malformedLine(String)
    /// A tag with white space before it continues the line above (§3.1).
    case indentedTag
    /// A tag stands where the name of a property or of a parameter does.
    case mergedIntoName
    /// A property that holds HTML or a program.
    case mergedIntoMarkup(String)
    case control(UInt8)
    /// An octet that the value of this property (a time, a number, a rule) cannot have.
    case notInValue(UInt8, property: String)
    /// What stands there is neither a date nor a time (§3.3.4, §3.3.5).
    case notATime(property: String)
    /// `mailto:` without an address.
    case noAddress(property: String)
    /// A URL or calendar address that begins with another scheme than those allowed, or with none.
    case scheme(property: String)
    /// What would move the host of a URL.
    case host(UInt8, property: String)
}
