extension TemplateFault {
    init(file: String, line: Int, column: Int, message: MessageFault) {
        self.init(file: file, line: line, column: column, problem: .message(message))
    }
}

extension RowFault {
    init(column: String?, message: MessageRowFault) {
        self.init(column: column, problem: .message(message))
    }

    /// The same fault with the name of the header it arose in.
    func inHeader(_ name: [UInt8]) -> RowFault {
        var fault = self
        fault.header = String(decoding: name, as: UTF8.self)
        return fault
    }

    /// What this is when it is the same for every row: a fault of the template.
    func asTemplateProblem(in header: String) -> TemplateFault.Problem {
        guard case .message(let message) = problem else { return .fails(problem) }
        return switch message {
        case .address(let fault, let text): .message(.address(fault, text))
        case .control(let octet): .message(.control(octet))
        case .notASCII: .message(.headerNotASCII(header))
        case .unencodedURL(let octet): .message(.malformedURL(octet))
        case .wordTooLong: .message(.wordTooLong(header))
        case .attachment(let fault, let path): .message(.attachment(fault, path: path))
        case .notSigned: .fails(problem)
        case .image(let fault, let path): .message(.image(fault, path: path))
        case .attachmentName(let octet): .message(.attach(.folderInName(octet)))
        case .calendar(let fault, let path): .message(.calendar(fault, path: path))
        }
    }
}
