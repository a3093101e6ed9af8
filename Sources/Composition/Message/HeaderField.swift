/// One header of a template: its name as written, and its value.
struct HeaderField: Equatable, Sendable {
    let name: [UInt8]
    let role: HeaderRole
    var value: TemplateText
    /// The line of the name.
    let line: Int

    /// The name for people.
    var title: String { String(decoding: name, as: UTF8.self) }
}
