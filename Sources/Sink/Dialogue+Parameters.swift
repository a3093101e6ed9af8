/// The parameters of MAIL and RCPT: only those of extensions that are offered, each once.
extension Dialogue {
    /// Reads what follows the path of MAIL; what refuses the command, if anything does.
    mutating func readMailParameters(_ line: Span<UInt8>, at position: inout Int) -> SinkReply? {
        let offers = register.settings.extensions
        var seen = Seen()
        while position < line.count {
            guard let parameter = ParameterSyntax.read(line, at: &position) else { return .badParameter }
            let name = line.extracting(parameter.name)
            let value = line.extracting(parameter.value ?? 0..<0)
            if ParameterSyntax.matches(name, "SIZE"), offers.contains(.size) {
                guard seen.insert(1), let size = value.decimal else { return .badParameter }
                if size > register.settings.maximumSize { return .tooLarge }
            } else if ParameterSyntax.matches(name, "BODY"), offers.contains(.eightBitMIME) {
                isBinary = offers.contains(.binaryMIME) && ParameterSyntax.matches(value, "BINARYMIME")
                let isKnown =
                    ParameterSyntax.matches(value, "7BIT") || ParameterSyntax.matches(value, "8BITMIME")
                guard seen.insert(2), isKnown || isBinary else { return .badParameter }
            } else if ParameterSyntax.matches(name, "SMTPUTF8"), offers.contains(.internationalized) {
                guard seen.insert(4), parameter.value == nil else { return .badParameter }
                isInternationalized = true
            } else if ParameterSyntax.matches(name, "RET"), offers.contains(.deliveryStatus) {
                let isKnown = ParameterSyntax.matches(value, "FULL") || ParameterSyntax.matches(value, "HDRS")
                guard seen.insert(8), isKnown else { return .badParameter }
                asksForReports = true
            } else if ParameterSyntax.matches(name, "ENVID"), offers.contains(.deliveryStatus) {
                guard seen.insert(16), value.count <= 100, ParameterSyntax.isXText(value) else {
                    return .badParameter
                }
                asksForReports = true
            } else if ParameterSyntax.matches(name, "REQUIRETLS"), offers.contains(.requireTLS), isEncrypted {
                guard seen.insert(64), parameter.value == nil else { return .badParameter }
                requiresTLS = true
            } else if ParameterSyntax.matches(name, "AUTH"), register.settings.authentication != nil {
                let isKnown = ParameterSyntax.matches(value, "<>") || ParameterSyntax.isXText(value)
                guard seen.insert(32), isKnown else { return .badParameter }
            } else {
                return .unknownParameter
            }
        }
        return nil
    }

    /// Reads what follows the path of RCPT; what refuses the command, if anything does.
    func readRecipientParameters(_ line: Span<UInt8>, at position: inout Int) -> SinkReply? {
        let offersStatus = register.settings.extensions.contains(.deliveryStatus)
        var seen = Seen()
        while position < line.count {
            guard let parameter = ParameterSyntax.read(line, at: &position) else { return .badParameter }
            let name = line.extracting(parameter.name)
            let value = line.extracting(parameter.value ?? 0..<0)
            if ParameterSyntax.matches(name, "NOTIFY"), offersStatus {
                guard seen.insert(1), ParameterSyntax.isNotify(value) else { return .badParameter }
            } else if ParameterSyntax.matches(name, "ORCPT"), offersStatus {
                let isKnown = value.count <= 500 && ParameterSyntax.isOriginalRecipient(value)
                guard seen.insert(2), isKnown else { return .badParameter }
            } else {
                return .unknownParameter
            }
        }
        return nil
    }

    private struct Seen {
        private var bits = 0

        /// Whether it was not seen before.
        mutating func insert(_ bit: Int) -> Bool {
            defer { bits |= bit }
            return bits & bit == 0
        }
    }
}
