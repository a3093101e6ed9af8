import CampaignRun
import Glibc

extension RowProblem {
    var sentence: String {
        switch self {
        case .fieldCount(let found, let expected):
            "has \(found) fields where the header has \(expected) columns; check its quotes and delimiters"
        case .composition(let fault):
            fault.sentence
        case .signing(let fault):
            fault.sentence
        case .unreadableRecord(let fault):
            "the record in the campaign file does not parse: \(fault.sentence)"
        case .duplicate(let row):
            "has the address of row \(row); it is skipped (--duplicates send sends both)"
        }
    }
}

extension ImportStop {
    var sentence: String {
        "line \(line), row \(row): \(problem.sentence). "
            + (isDryRun
                ? "The dry run stopped there; its folder holds the messages before it."
                : "Nothing was sent and no campaign file was kept.")
    }
}

extension FaultInList {
    var sentence: String {
        "\(path == "-" ? "standard input" : path.printable):\(fault.line):\(fault.column): \(fault.reason)"
    }
}

extension FileFault {
    var sentence: String {
        let reason = String(cString: strerror(code))
        return "cannot \(operation.rawValue) \(path.printable): \(reason)"
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

extension ChangedInput {
    var sentence: String {
        let what =
            switch kind {
            case .template: "the template the campaign was made from"
            case .list: "the list the campaign was made from"
            case .attachment: "the attachment the campaign was made with"
            }
        return
            "\(path.printable) is not \(what). Put the old one back, or make a new campaign for the changed one."
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
        """
        \(output.printable) is \(file.printable), which the campaign needs, and is not written over; \
        name another file
        """
    }
}

extension NothingToSend {
    var sentence: String {
        rows == 0
            ? "the list has a header but no rows; nothing was sent and no campaign file was kept"
            : "none of the \(rows.grouped) rows can be sent; nothing was sent and no campaign file was kept"
    }
}
