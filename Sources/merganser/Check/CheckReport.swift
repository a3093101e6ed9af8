import CampaignRun

/// Prints what a check finds: at once, or at its end where findings are told together.
///
/// A class, since the walk through the list brings the findings; used by one thread only.
final class CheckReport {
    enum Form {
        /// Those of one kind together, once the list has been read.
        case grouped
        case each
        case document
    }

    private let form: Form
    private let allowed: Set<FindingCode>
    private let text: FindingText
    private var groups = FindingGroups()
    private var document: FindingDocument
    private var isOpen = false
    /// How many rows or places there are of each kind.
    private(set) var counts: [FindingCode: Int] = [:]

    init(_ files: CheckedFiles, form: Form, allowed: Set<FindingCode>) {
        self.form = form
        self.allowed = allowed
        text = FindingText(files: files)
        document = FindingDocument(files: files)
    }

    func add(_ finding: Finding) {
        guard !allowed.contains(finding.code) else { return }
        counts[finding.code, default: 0] += finding.count
        switch form {
        case .grouped: groups.add(finding)
        case .each: Terminal.print(text.lines(of: finding))
        case .document:
            openDocument()
            Terminal.print([document.line(of: finding)])
        }
    }

    func finish(_ result: ListCheck.Result, list: String) {
        let errors = count(.error)
        let warnings = count(.warning)
        guard form != .document else {
            openDocument()
            return Terminal.print([document.closing(result, errors: errors, warnings: warnings)])
        }
        Terminal.print(groups.findings.flatMap(text.lines))
        if errors + warnings > 0 {
            Terminal.print(["\(errors.counted("error")), \(warnings.counted("warning"))"])
        }
        guard result.isSound else {
            return Terminal.print(["Nothing can be sent before these are corrected."])
        }
        Terminal.print([result.summary.countLine(list: list), result.summary.sizeLine])
    }

    /// Nothing of a document is printed where an option or the list turns out to be unusable.
    private func openDocument() {
        guard !isOpen else { return }
        isOpen = true
        Terminal.print([FindingDocument.opening])
    }

    private func count(_ severity: FindingCode.Severity) -> Int {
        counts.reduce(0) { $0 + ($1.key.severity == severity ? $1.value : 0) }
    }
}
