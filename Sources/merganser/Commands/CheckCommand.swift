import ArgumentParser
import CampaignRun
import Composition

/// `merganser check`: all that is wrong with a template, a list and their messages, at once.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find all faults of a template, a list and the messages they make; send nothing.",
        discussion: """
            Reads the whole list and composes every message, as send does before its first connection. Nothing is \
            written and no connection is made. With --dkim or --smime-sign the first message is signed and verified. The status is 65 when the template or the list is at fault (with \
            --strict, also when a row is), 1 when rows are invalid, 0 otherwise.
            """)

    @Argument(
        help:
            "The template: NAME.eml (NAME.html beside it becomes the HTML part), or a folder with message.eml."
    )
    var template: String

    @Argument(help: "The list: a CSV file with a header line; - for standard input.")
    var list: String

    @OptionGroup var listOptions: ListOptions
    @OptionGroup var deliveryOptions: DeliveryOptions

    @OptionGroup(title: "Signing")
    var signingOptions: SigningOptions

    @Flag(help: "Print one JSON object for each finding and one with the figures, each on a line.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let source = try TemplateFiles.load(template)
            let (signing, notices) = try signingOptions.load()
            Terminal.complain(notices)
            var opened = try OpenedList(
                path: list, dialect: listOptions.delimiter?.dialect, encoding: listOptions.encoding)
            var chance = SystemRandomNumberGenerator()
            let interruption = Interruption()
            InterruptSignals.shared.handle(requesting: interruption)
            defer { InterruptSignals.shared.stop() }
            let findings = try ListCheck.run(
                source, list: &opened, signing: signing, delivery: deliveryOptions.settings(),
                now: Runner.now(),
                wording: RowWording(), interruption: interruption,
                rules: {
                    // Where send would stop, there may be more to tell.
                    var rules = try listOptions.rules(columns: $0, using: &chance)
                    rules.stopsAtProblem = false
                    if rules.duplicates == .error { rules.duplicates = .skip }
                    return rules
                },
                found: { Terminal.print([json ? $0.json(list: list) : $0.text(list: list)]) })
            Terminal.print(json ? findings.jsonLines(list: list) : findings.lines(list: list))
            return findings.exitStatus(listOptions)
        }
    }
}

extension ListCheck.Findings {
    fileprivate var isSound: Bool { templateFaults.isEmpty && listFault == nil }

    fileprivate func lines(list: String) -> [String] {
        var lines = templateFaults.map(\.sentence)
        if let listFault { lines.append(listFault.sentence) }
        guard isSound else {
            lines.append("Nothing can be sent before these are corrected.")
            return lines
        }
        return lines + [summary.countLine(list: list), summary.sizeLine]
    }

    fileprivate func jsonLines(list: String) -> [String] {
        var objects = templateFaults.map { fault in
            var object = JSONObject(finding: "template", file: fault.file, line: fault.line)
            object.add("column", fault.column)
            object.add("what", fault.problem.sentence)
            return object.text
        }
        if let listFault {
            var object = JSONObject(finding: "list", file: list, line: listFault.fault.line)
            object.add("column", listFault.fault.column)
            object.add("what", listFault.fault.reason)
            objects.append(object.text)
        }
        var object = JSONObject()
        object.add("rows", summary.rows)
        guard isSound else { return objects + [object.text] }
        object.add("messages", summary.messages)
        object.add("pending", summary.pending)
        object.add("invalid", summary.invalid)
        object.add("duplicates", summary.duplicates)
        object.add("skippedByTemplate", summary.skippedByTemplate)
        object.add("notSelected", summary.notSelected)
        object.add("blankLines", summary.blankLines)
        object.add("octets", summary.totalOctets)
        object.add("largestOctets", summary.largestMessage)
        object.add("largestRow", summary.messages > 0 ? summary.largestRow : nil)
        return objects + [object.text]
    }

    /// As send would end that gets no further than this.
    fileprivate func exitStatus(_ options: ListOptions) -> ExitStatus {
        guard isSound else { return .badInput }
        if options.strict, summary.problems > 0 { return .badInput }
        if options.duplicates == .error, summary.duplicates > 0 { return .badInput }
        return summary.invalid > 0 ? .someFailed : .complete
    }
}

extension RowReport {
    fileprivate func json(list: String) -> String {
        var object = JSONObject(finding: "row", file: list, line: line)
        object.add("row", row)
        if case .composition(let fault) = problem {
            object.add("cell", fault.column)
            object.add("header", fault.header)
        }
        object.add("outcome", problem.kind == .invalid ? "invalid" : "skipped")
        object.add("what", problem.sentence)
        return object.text
    }
}

extension JSONObject {
    fileprivate init(finding: String, file: String, line: Int) {
        self.init()
        add("finding", finding)
        add("file", file)
        add("line", line)
    }

    fileprivate var text: String {
        var object = self
        return String(decoding: object.finish(), as: UTF8.self)
    }
}
