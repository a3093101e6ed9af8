/// What the value of an attribute is for.
enum AttributeKind: Equatable {
    case plain
    case url
    /// Several URLs, between commas and spaces.
    case urlList
    case style
    /// A script, a whole document, or the address of a script.
    case program

    init(_ name: [UInt8], of tag: [UInt8]) {
        let isHandler = name.count > 2 && name.starts(with: "on".utf8)
        if isHandler || name.elementsEqual("srcdoc".utf8) || MarkupContext.isPragma(name, of: tag) {
            self = .program
        } else if name.elementsEqual("src".utf8), tag.elementsEqual("script".utf8) {
            self = .program
        } else if name.elementsEqual("style".utf8) {
            self = .style
        } else if Self.lists.contains(name) {
            self = .urlList
        } else if Self.urls.contains(name) {
            self = .url
        } else {
            self = .plain
        }
    }

    private static let urls = Set(
        [
            "action", "background", "cite", "classid", "codebase", "data", "dynsrc", "formaction", "href",
            "icon",
            "itemid", "itemtype", "longdesc", "lowsrc", "manifest", "poster", "profile", "src", "usemap",
            "xlink:href", "xml:base",
        ].map { Array($0.utf8) })

    private static let lists = Set(["archive", "imagesrcset", "ping", "srcset"].map { Array($0.utf8) })
}
