/// A page of messages to look through: for each who gets it, what it says, and how it looks.
///
/// What messages say is shown as text, but for their HTML, which goes into a frame without scripts, forms, links and
/// network. The page has no script; what is shown is chosen by radio buttons.
struct Gallery {
    /// One message, and why it is here.
    struct Entry {
        let row: Int
        let line: Int
        /// How many rows of the list it is for.
        let rows: Int
        /// Empty for the null path.
        let sender: [UInt8]
        let recipients: [[UInt8]]
        let octets: [UInt8]
        var notes: [Note] = []
        /// A file beside the page that holds it.
        var link: String?
    }

    /// A reason why a message is shown, and the tags that it is about.
    struct Note {
        let text: String
        var tags: [Tag] = []
    }

    /// A tag of the template.
    struct Tag {
        /// Stands before it; may be empty.
        let words: String
        let code: String
        /// File and line.
        let place: String

        var item: String {
            "<li>\(PageText.escape(words))<code>\(PageText.escape(code))</code> "
                + "<span class=\"faint\">\(PageText.escape(place))</span></li>\n"
        }
    }

    private let file: OutputFile
    private let page: Page
    /// What was written for messages so far.
    private(set) var octets = 0

    /// - Parameters:
    ///   - heading: of the page.
    ///   - introduction: paragraphs and lists in HTML, cells in them escaped.
    init(_ file: OutputFile, heading: String, introduction: String) throws(FileFault) {
        self.file = file
        page = Page(title: heading, style: Self.style)
        try file.write(page.head)
        try file.write("<h1>\(PageText.escape(heading))</h1>\n\(introduction)\(Self.controls)<main>\n")
    }

    mutating func add(_ entry: Entry) throws(FileFault) {
        let article = Self.article(entry)
        octets += article.count
        try file.write(article)
    }

    /// Ends the page with a `footer` in HTML, and gives the file its name.
    func close(footer: String = "") throws(FileFault) {
        try file.write("</main>\n\(footer)\(page.end)")
        try file.close()
    }

    private static let controls = """
        <form class="controls screen">
        <fieldset><legend>Show</legend>
        <label><input type="radio" name="show" id="show-both" checked> HTML and text</label>
        <label><input type="radio" name="show" id="show-html"> HTML</label>
        <label><input type="radio" name="show" id="show-text"> Text</label>
        <label><input type="radio" name="show" id="show-source"> Source</label>
        </fieldset>
        <fieldset><legend>Width</legend>
        <label><input type="radio" name="width" id="width-desktop" checked> Desktop</label>
        <label><input type="radio" name="width" id="width-phone"> Phone</label>
        </fieldset>
        <fieldset><legend>Colours</legend>
        <label><input type="radio" name="colours" id="colours-system" checked> As the system</label>
        <label><input type="radio" name="colours" id="colours-light"> Light</label>
        <label><input type="radio" name="colours" id="colours-dark"> Dark</label>
        </fieldset>
        </form>

        """

    // MARK: One message

    private static func article(_ entry: Entry) -> [UInt8] {
        let view = MessageView(entry.octets)
        let frame = view.html.map { FrameDocument($0, of: view) }
        var html = "<article id=\"row-\(entry.row)\"\(frame == nil ? " class=\"plain\"" : "")>\n"
        html += heading(entry, view)
        html += fields(entry, view)
        html += "<div class=\"views\">\n"
        var octets = Array(html.utf8)
        if let frame {
            octets +=
                "<section class=\"view-html\"><h3>HTML</h3>\n<iframe sandbox=\"\" title=\"HTML of row ".utf8
            octets += "\(entry.row)\" srcdoc=\"".utf8
            octets += PageText.attribute(holding: frame.octets)
            octets += "\"></iframe>\n\(remarks(frame))</section>\n".utf8
        }
        octets += "<section class=\"view-text\"><h3>Text</h3>\n\(text(view))</section>\n".utf8
        octets += "<section class=\"view-source\"><h3>Source</h3>\n<pre>\n".utf8
        octets += "\(PageText.escape(view.source))</pre></section>\n</div>\n</article>\n".utf8
        return octets
    }

    private static func heading(_ entry: Entry, _ view: MessageView) -> String {
        let subject = view.header("Subject")
        let title = subject.isEmpty ? "<i class=\"faint\">no subject</i>" : PageText.escape(subject)
        var place = "Row \(entry.row), line \(entry.line)"
        if entry.rows > 1 { place += ", and \(entry.rows - 1) more rows" }
        place += " · \(PageText.amount(ofOctets: entry.octets.count))"
        if let link = entry.link {
            let escaped = PageText.escape(link)
            place += " · <a href=\"\(escaped)\">\(escaped)</a>"
        }
        let notes = entry.notes.map { note in
            let tags = note.tags.map(\.item).joined()
            return "<li>\(PageText.escape(note.text))"
                + (tags.isEmpty ? "" : "\n<ul class=\"tags\">\(tags)</ul>") + "</li>\n"
        }.joined()
        return "<h2>\(title)</h2>\n<p class=\"faint\">\(place)</p>\n"
            + (notes.isEmpty ? "" : "<ul class=\"notes\">\(notes)</ul>\n")
    }

    private static func fields(_ entry: Entry, _ view: MessageView) -> String {
        var rows = ["From", "Reply-To", "To", "Cc"].compactMap { name in
            let value = view.header(name)
            return value.isEmpty ? nil : (name, PageText.escape(value))
        }
        let recipients = entry.recipients.map { PageText.escape($0) }.joined(separator: ", ")
        let sender = entry.sender.isEmpty ? "&lt;&gt;" : PageText.escape(entry.sender)
        rows.append(("Envelope", "from \(sender) to \(recipients)"))
        let files = view.files.map { file in
            "<li>\(PageText.escape(file.name)) <span class=\"faint\">\(PageText.escape(file.type)), "
                + "\(PageText.amount(ofOctets: file.size))</span></li>"
        }
        if !files.isEmpty { rows.append(("Attached", "<ul>\(files.joined())</ul>")) }
        return "<table class=\"fields\">"
            + rows.map { "<tr><th scope=\"row\">\($0)</th><td>\($1)</td></tr>\n" }.joined() + "</table>\n"
    }

    private static func remarks(_ frame: FrameDocument) -> String {
        var remarks: [String] = []
        if !frame.blocked.isEmpty {
            remarks.append("Not loaded here, but by readers: \(frame.blocked.joined(separator: ", "))")
        }
        if !frame.missing.isEmpty {
            remarks.append("Named, but not in the message: \(frame.missing.joined(separator: ", "))")
        }
        return remarks.map { "<p class=\"doubt\">\(PageText.escape($0))</p>\n" }.joined()
    }

    /// Octets of text that are shown.
    private static let longestText = 256 * 1024

    private static func text(_ view: MessageView) -> String {
        guard let text = view.text else { return "<p class=\"faint\">The message has no text part.</p>\n" }
        let rest = text.count - longestText
        // What follows <pre> at once is taken for a line end of the page's source.
        return "<pre>\n\(PageText.escape(text.prefix(longestText)))</pre>"
            + (rest > 0 ? "<p class=\"faint\">… and \(rest) more octets</p>\n" : "\n")
    }
}
