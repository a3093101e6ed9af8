/// What the value of a property is, which decides how a cell is written into it (RFC 5545 §3.3 and §3.8).
enum CalendarProperty: Equatable {
    /// TEXT (§3.3.11): a backslash before `\`, `;` and `,`, and `\n` for a line end.
    case text
    /// URI and CAL-ADDRESS (§3.3.3, §3.3.13).
    case url
    /// One date, or one date with its time (§3.3.4, §3.3.5).
    case time
    /// Several times, numbers, rules, codes: nothing in them is text.
    case plain
    /// What a component is called.
    case component
    /// HTML for Outlook, and what else is a language of its own.
    case markup

    /// - Parameter name: in upper case. One that is not known is text, as those that begin with `X-` are.
    init(named name: [UInt8]) {
        self = Self.known[Syntax.string(name)] ?? .text
    }

    private static let known: [String: CalendarProperty] = [
        "ATTACH": .url, "ATTENDEE": .url, "CONFERENCE": .url, "IMAGE": .url, "ORGANIZER": .url,
        "SOURCE": .url,
        "TZURL": .url, "URL": .url,
        "ACTION": .plain, "BEGIN": .component, "CLASS": .plain, "COMPLETED": .time, "CREATED": .time,
        "DTEND": .time, "DTSTAMP": .time, "DTSTART": .time, "DUE": .time, "DURATION": .plain,
        "END": .component,
        "EXDATE": .plain, "EXRULE": .plain, "FREEBUSY": .plain, "GEO": .plain, "LAST-MODIFIED": .time,
        "METHOD": .plain, "PERCENT-COMPLETE": .plain, "PRIORITY": .plain, "RDATE": .plain,
        "RECURRENCE-ID": .time, "REFRESH-INTERVAL": .plain, "REPEAT": .plain, "RRULE": .plain,
        "SEQUENCE": .plain, "STATUS": .plain, "TRANSP": .plain, "TRIGGER": .plain, "TZOFFSETFROM": .plain,
        "TZOFFSETTO": .plain, "VERSION": .plain,
        "STYLED-DESCRIPTION": .markup, "STRUCTURED-DATA": .markup, "X-ALT-DESC": .markup,
    ]
}
