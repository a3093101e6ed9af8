import CampaignRun
import Glibc

extension RowProblem {
    var sentence: String {
        switch self {
        case .fieldCount(let found, let expected):
            """
            has \(found.counted("field")) where the header has \(expected.counted("column")); check its quotes and delimiters
            """
        case .composition(let fault):
            fault.sentence
        case .signing(let fault):
            fault.sentence
        case .unreadableRecord(let fault):
            "the record in the campaign file does not parse: \(fault.sentence)"
        case .duplicate(let row):
            "has the address of row \(row); it is skipped (--duplicates send sends both)"
        case .notSelected:
            "not selected by --where"
        case .notInList:
            "not in the list any more; that was accepted (--accept-changes)"
        case .suppressed(let match):
            "suppressed: \(match.list.printable) holds its \(match.isDomain ? "domain" : "address")"
        case .groupTooLarge(let limit):
            "more than \(limit.grouped) rows have its value in the --group-by column; group by another column"
        case .addressDiffers(let row):
            """
            row \(row) has the same value in the --group-by column and another address; one message would go to the \
            first address only, so correct one, or group by the address
            """
        case .notApproved:
            "the message is not the one that was approved, as when an attachment has changed since; it is not sent"
        }
    }
}

extension ImportStop {
    var sentence: String { "line \(line), row \(row): \(problem.sentence). \(purpose.consequence)" }
}

extension Interrupted {
    var sentence: String { "interrupted. \(purpose.consequence)" }
}

extension WalkPurpose {
    /// What it means that the list was not read to its end.
    fileprivate var consequence: String {
        switch self {
        case .sending: "Nothing was sent and no campaign file was kept."
        case .dryRun: "The dry run stopped there; its folder holds the messages before it."
        case .checking: "The check stopped there."
        case .preview: "No preview was written."
        }
    }
}

extension NotApproved {
    var sentence: String {
        """
        the \(messages.grouped) messages are not those that were approved (\(found.digest.hexadecimal) instead of \
        \(approved.digest.hexadecimal)). Nothing was sent. Template, list, attachments or options differ from the dry \
        run's; --dry-run FOLDER --approved DIGEST writes what they make now, and its manifest says which message is \
        another one
        """
    }
}

extension FaultInList {
    var sentence: String {
        "\(path == "-" ? "standard input" : path.printable):\(fault.line):\(fault.column): \(fault.reason)"
    }
}

extension FileFault {
    var sentence: String {
        let reason =
            switch (operation, code) {
            case (.create, ENXIO): "it is a FIFO that nobody reads"
            case (.open, ESPIPE): "it is no regular file"
            default: String(cString: strerror(code))
            }
        return "cannot \(operation.rawValue) \(name): \(reason)"
    }

    /// `-` is another stream for what is read than for what is written.
    private var name: String {
        guard path == "-" else { return path.printable }
        return switch operation {
        case .open, .list, .read: "standard input"
        case .create, .write, .sync, .rename: "standard output"
        }
    }

    var exitStatus: ExitStatus {
        switch operation {
        case .open, .list: .badInput
        case .create: .cannotCreate
        case .read, .write, .sync, .rename: .inputOutput
        }
    }
}

extension FolderNotEmpty {
    var sentence: String { "\(path.printable) is not empty; a dry run wants a new or an empty folder" }
}

extension WouldOverwrite {
    var sentence: String {
        let names = paths.map(\.printable).joined(separator: ", ")
        return
            "\(names) \(paths.count == 1 ? "is" : "are") there already; nothing was written. Name another folder, as in merganser init spring"
    }
}

extension ChangedInput {
    var sentence: String {
        let what =
            switch kind {
            case .template: "the template the campaign was made from"
            case .list: "the list the campaign was made from"
            case .attachment: "the attachment the campaign was made with"
            }
        return
            "\(path.printable) is not \(what). Put the old one back, make a new campaign for the changed one, or let resume --accept-changes show what differs and go on with it."
    }
}

extension UnusableCampaign {
    var sentence: String {
        """
        \(path.printable) was changed by something that is not Merganser: \(flaw.phrase). Nothing was sent; go on with \
        a copy from before that
        """
    }
}

extension UnusableCampaign.Flaw {
    fileprivate var phrase: String {
        switch self {
        case .noTemplate: "the template is not in it"
        case .setting(let name): "the setting “\(name.printable)” is missing or malformed"
        case .malformedID: "its identifier is malformed"
        case .header(let fault): "the header of the list does not parse (\(fault.sentence))"
        case .record(let row, let fault): "row \(row) does not parse (\(fault.sentence))"
        case .attachments: "the attachments it records are not those of its template"
        }
    }
}

extension OutputConflict {
    var sentence: String {
        switch reason {
        case .shared:
            "\(output.printable) is named for two outputs; name another file for one of them"
        case .needed(let file):
            """
            \(output.printable) is \(file.printable), which is needed for something else, and is not written over; \
            name another file
            """
        case .foreign:
            """
            \(output.printable) is there and holds something else; name another file, or move it away
            """
        }
    }
}

extension NothingToSend {
    var sentence: String {
        let reason =
            switch rows {
            case 0: "the list has a header but no rows"
            case 1: "the only row cannot be sent"
            default: "none of the \(rows.grouped) rows can be sent"
            }
        return "\(reason); nothing was sent and no campaign file was kept"
    }
}
