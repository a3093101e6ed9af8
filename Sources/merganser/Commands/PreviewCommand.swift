import ArgumentParser
import CampaignRun
import Composition
import Glibc

/// `merganser preview`: a page that shows what the telling rows of a list get.
struct PreviewCommand: AsyncParsableCommand, MergingCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Write a page that shows the messages of the rows that tell most; send nothing.",
        discussion: """
            Reads the whole list and chooses few rows that together take every branch of the template, the longest, \
            the emptiest and the least ASCII row. Each is shown as HTML, text and source, at the width of a desktop \
            and of a phone, light and dark. The page is one file that loads nothing, and may be opened from the disk. \
            The status is 1 when rows are invalid, 0 otherwise.
            """)

    @Argument(
        help:
            "The template: NAME.eml (NAME.html beside it becomes the HTML part), or a folder with message.eml."
    )
    var template: String

    @Argument(help: "The list: a CSV file with a header line; - for standard input.")
    var list: String

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The page to write, instead of TEMPLATE-NAME-preview.html here; - for standard output.",
            valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Show at most this many rows, those first that take branches.", valueName: "number"))
    var limit = TellingRows.Wish.usualLimit

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var sampleOptions: SampleOptions
    @OptionGroup var listOptions: ListOptions
    @OptionGroup var deliveryOptions: DeliveryOptions

    @OptionGroup(title: "Signing")
    var signingOptions: SigningOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is \(limit); give 1 or more.") }
    }

    func run() async throws {
        try await reportingErrors { try preview() }
    }

    private func preview() throws -> ExitStatus {
        var prepared = try prepare()
        let path = output ?? prepared.source.name + "-preview.html"
        try prepared.kept.check(path, as: .page)
        let interruption = Interruption.bySignals()
        defer { InterruptSignals.shared.stop() }
        let wish = sampleOptions.wish(limit: limit)
        let result = try Preview.write(
            prepared.source, list: &prepared.list, to: path, rules: prepared.rules, wish: wish,
            signing: prepared.signing, delivery: prepared.delivery, now: Runner.now(), wording: RowWording(),
            interruption: interruption)
        // Where the page goes to standard output, nothing else may.
        let say = path == "-" ? Terminal.complain : Terminal.print
        say(result.lines(list: list, seed: wish.sample > 0 ? wish.seed : nil))
        return result.rows.summary.invalid > 0 ? .someFailed : .complete
    }
}

extension Preview.Result {
    fileprivate func lines(list: String, seed: UInt64?) -> [String] {
        var lines = rows.summary.lines(list: list)
        let shown = rows.rows.count.counted("row")
        let taken = rows.branches - rows.untaken.count - rows.leftOut
        var line = "\(path.printable): \(shown)"
        if rows.branches > 0 { line += ", which take \(taken.grouped) of \(rows.branches.grouped) branches" }
        lines.append(line + "; nothing was sent")
        if !rows.untaken.isEmpty {
            lines.append("No message takes the other \(rows.untaken.count.grouped); the page says which.")
        }
        if rows.leftOut > 0 {
            lines.append("Rows that take \(rows.leftOut.grouped) more were left out; raise --limit.")
        }
        if let seed { lines.append("seed \(seed)") }
        return lines
    }
}

extension NothingToShow {
    var sentence: String {
        rows == 0
            ? "the list has a header but no rows; there is nothing to show"
            : "none of the \(rows.grouped) rows makes a message; merganser check says why"
    }
}
