import Composition

extension AttachFault {
    /// What is wrong with the parameters of `Attach:` and what to do next, without the place.
    var sentence: String {
        switch self {
        case .unknownParameter(let name, let nearest?):
            "Attach has no parameter “\(name.printable)”; did you mean “\(nearest.printable)”?"
        case .unknownParameter(let name, nil):
            """
            Attach has no parameter “\(name.printable)”, only name, type and method; a path with a ; in it has to \
            stand in quotes
            """
        case .repeatedParameter(let name): "\(name.printable) stands here twice; remove one of them"
        case .parameterWithoutValue(""):
            "nothing stands behind the ; that could be a parameter; remove it, or put a path with a ; in it in quotes"
        case .parameterWithoutValue(let name):
            """
            “\(name.printable)” has no value; write \(name.printable)="…", or put a path with a ; in it in quotes
            """
        case .parameterVaries(let name):
            "\(name.printable) has to be the same for every row; write it out, or use two Attach lines"
        case .separatorInBlock:
            "a ; cannot stand inside a block such as {% if %}; put the block inside the value, or the path in quotes"
        case .textAfterQuote: "only ; can follow this closing quote; put the whole value in quotes"
        case .malformedType(let type):
            "“\(type.printable)” is no media type; write one such as application/pdf"
        case .compositeType(let type):
            "a file cannot be sent as \(type.printable); leave the type out, or write application/octet-stream"
        case .folderInName(let octet):
            "the name of an attachment cannot have \(name(of: octet)) in it; replace it, or use another name"
        case .besideMethod(let name):
            "an invitation is no attachment and has no \(name.printable); remove it, or attach the file a second time"
        case .invitationVaries:
            "the path of an invitation has to be the same for every row; merge what differs into the file itself"
        }
    }
}

extension CalendarFault {
    /// What is wrong with the lines of an invitation, to stand after its path.
    var sentence: String {
        switch self {
        case .notUTF8: "it is not UTF-8; save it as UTF-8"
        case .notACalendar: "its first line is not BEGIN:VCALENDAR; only calendars have a method"
        case .unbalanced(let open?): "END:\(open.printable) is missing, or something else ends before it"
        case .unbalanced(nil): "something ends here that was not begun"
        case .twoMethods: "it has two METHOD lines; remove one of them"
        case .conditionalMethod:
            "METHOD stands between tags that may leave it out; the part says its method in any case, so let the line stand by itself"
        case .malformedLine(let text):
            "“\(text.printable)” is no line of a calendar; write NAME:value, and a space before what goes on with a line"
        case .indentedTag:
            "white space before a tag makes it part of the line above; put the tag at the beginning of the line"
        case .mergedIntoName:
            "nothing can be merged into the name of a property; choose between lines with {% if %}"
        case .mergedIntoMarkup(let property):
            "nothing can be merged into \(property.printable), which is not text; use DESCRIPTION"
        case .control(let octet): "it has \(name(of: octet)) in it; remove it"
        case .notInValue(let octet, let property):
            """
            \(name(of: octet)) cannot be in \(property.printable), which is a time, a number or a code; write times \
            such as 20260404T183000Z
            """
        case .notATime(let property):
            "what stands in \(property.printable) is no time; write one such as 20260404T183000Z"
        case .noAddress(let property): "\(property.printable) has mailto: and no address behind it"
        case .scheme(let property):
            """
            what is merged into \(property.printable) has to begin with https:, http:, mailto:, tel:, sms: or cid:; \
            for an address write mailto:{{ … }}
            """
        case .host(let octet, let property):
            """
            \(name(of: octet)) cannot be merged where the host of \(property.printable) stands, since it could lead \
            elsewhere
            """
        }
    }
}
