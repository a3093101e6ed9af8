/// An invitation that travels as an alternative of the bodies (RFC 6047).
struct CalendarTemplate: Sendable {
    /// What an organiser may write (RFC 5546 §1.4).
    enum Method: String, CaseIterable, Sendable {
        case publish = "PUBLISH"
        case request = "REQUEST"
        case add = "ADD"
        case cancel = "CANCEL"

        /// What follows `text/` in the part's type.
        var subtype: StaticString {
            switch self {
            case .publish: "calendar; method=PUBLISH"
            case .request: "calendar; method=REQUEST"
            case .add: "calendar; method=ADD"
            case .cancel: "calendar; method=CANCEL"
            }
        }
    }

    let method: Method
    /// The file, whose tags are merged: an invitation names whom it invites.
    let body: BodyTemplate
    /// The same as it was read, for its digest.
    let file: StaticAttachment
}

/// `Attach: invite.ics; method=REQUEST`.
struct InvitationHeader {
    let path: [UInt8]
    let method: String

    /// Nil for a header without a method.
    init?(_ field: HeaderField) {
        let octets = field.value.octets
        guard let semicolon = octets.lastIndex(of: UInt8(ascii: ";")) else { return nil }
        let parameter = octets[(semicolon + 1)...].filter {
            !HeaderWords.isSpace($0) && $0 != UInt8(ascii: "\"")
        }
        let name = Array("method=".utf8)
        guard parameter.prefix(name.count).map({ 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }) == name else {
            return nil
        }
        path = Array(HeaderWords.trimmed(octets[..<semicolon]))
        let value = parameter.dropFirst(name.count).map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 }
        method = String(decoding: value, as: UTF8.self)
    }
}

extension TemplateCompiler {
    mutating func compile(_ invitation: InvitationHeader, _ field: HeaderField) {
        let shown = String(decoding: invitation.path, as: UTF8.self)
        guard calendar == nil else { return faults.append(field.value.fault(.twoInvitations, at: 0)) }
        guard let method = CalendarTemplate.Method(rawValue: invitation.method) else {
            return faults.append(field.value.fault(.unknownMethod(invitation.method), at: 0))
        }
        let content: [UInt8]
        do {
            content = try folder.read(invitation.path[...])
        } catch {
            return faults.append(field.value.fault(.attachment(error, path: shown), at: 0))
        }
        let file = SourceFile(path: shown, octets: content)
        guard UTF8Text.firstFault(in: content[...]) == nil, Self.method(in: content) == invitation.method
        else {
            return faults.append(field.value.fault(.otherMethod(invitation.method, path: shown), at: 0))
        }
        let body = BodySource(file.octets[...], file: file.path, line: 1)
        // As in a header, a line end in a cell would add a line of its own to the invitation.
        let program = DerivedTemplate(body).compile(
            body, columns: columns, place: .header, partials: Partials(), faults: &faults)
        calendar = CalendarTemplate(
            method: method, body: BodyTemplate(program),
            file: StaticAttachment(path: invitation.path, content: content))
    }

    private static func method(in content: [UInt8]) -> String? {
        let lines = content.split { $0 == 0x0A || $0 == 0x0D }
        let folded = lines.lazy.map { line in line.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 } }
        return folded.first { $0.starts(with: "METHOD:".utf8) }
            .map { String(decoding: HeaderWords.trimmed($0.dropFirst(7)), as: UTF8.self) }
    }
}
