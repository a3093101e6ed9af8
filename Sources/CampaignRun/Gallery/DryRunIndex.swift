import Composition

/// `index.html` of a dry run: its first messages to look through, with links to their files.
///
/// It has its name once it is closed, as the manifest has.
struct DryRunIndex {
    /// Messages that are shown, and octets of the page that are enough.
    private static let most = 50
    private static let largest = 32 * 1024 * 1024

    private var gallery: Gallery
    private var shown = 0

    init(in folder: String, template: LoadedTemplate, list: String) throws(FileFault) {
        let name = list == "-" ? "standard input" : list
        gallery = try Gallery(
            OutputFile(path: folder + "/index.html", mode: .replace),
            heading: "Dry run of \(template.source.message.path) with \(name)",
            introduction: "<p>As they would be sent, each in a file beside this page. Nothing was sent.</p>\n"
        )
    }

    /// - Parameter link: the name of the message's file.
    mutating func add(_ stop: ListWalk.Stop, link: String) throws(FileFault) {
        guard shown < Self.most, gallery.octets < Self.largest else { return }
        shown += 1
        let message = stop.message
        try gallery.add(
            Gallery.Entry(
                row: stop.row, line: stop.line, rows: stop.rows, sender: message.sender?.octets ?? [],
                recipients: message.recipients.map(\.octets), octets: message.assembled, link: link))
    }

    func close(_ result: DryRun.Result) throws(FileFault) {
        let messages = result.summary.messages
        var lines = ["\(messages) messages in all, of \(result.summary.rows) rows."]
        if result.written < messages { lines.append("\(result.written) of them were written.") }
        if shown < result.written {
            lines.append("The first \(shown) are shown; manifest.json has the others.")
        }
        try gallery.close(
            footer: "<p>\(lines.joined(separator: " "))</p>\n<p class=\"faint\">Digest "
                + "<code>\(PageText.escape(result.approval.text))</code></p>\n")
    }
}
