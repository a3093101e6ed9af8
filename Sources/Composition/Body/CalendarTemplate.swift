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
    /// Whether the file says no method itself, so that the line is put in.
    let addsMethod: Bool
    /// The file, whose tags are merged: an invitation names whom it invites.
    let body: BodyTemplate
    /// Its path, for faults.
    let path: String
    /// The same as it was read, for its digest.
    let file: StaticAttachment
}

extension TemplateCompiler {
    /// `Attach: invite.ics; method=REQUEST`.
    mutating func compileInvitation(_ path: Range<Int>, method: [UInt8], _ field: HeaderField) {
        guard calendar == nil else { return faults.append(field.value.fault(.twoInvitations, at: 0)) }
        let wanted = String(decoding: method.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 }, as: UTF8.self)
        guard let known = CalendarTemplate.Method(rawValue: wanted) else {
            return faults.append(field.value.fault(.unknownMethod(wanted), at: 0))
        }
        let count = faults.count
        let program = field.value.compile(path, columns: columns, faults: &faults)
        guard faults.count == count else { return }
        guard program.isStatic else {
            return faults.append(field.value.fault(.attach(.invitationVaries), at: path.lowerBound))
        }
        guard let (path, content) = read(program, field) else { return }
        let shown = String(decoding: path, as: UTF8.self)
        guard UTF8Text.firstFault(in: content[...]) == nil else {
            return faults.append(field.value.fault(.calendar(.notUTF8, path: shown), at: 0))
        }
        let start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let body = BodySource(content[start...], file: shown, line: 1)
        guard let lines = CalendarLines(body, faults: &faults) else { return }
        if let other = lines.methods.first(where: { $0 != wanted }) ?? lines.methods.dropFirst().first {
            return faults.append(
                field.value.fault(
                    other == wanted ? .calendar(.twoMethods, path: shown) : .otherMethod(wanted, path: shown),
                    at: 0))
        }
        let compiled = DerivedTemplate(body).compile(
            body, columns: columns, place: .plainText, partials: Partials(), branches: branches,
            faults: &faults)
        calendar = CalendarTemplate(
            method: known, addsMethod: lines.methods.isEmpty, body: BodyTemplate(compiled), path: shown,
            file: StaticAttachment(path: path, content: content, label: AttachmentLabel(path: path[...])))
    }
}
