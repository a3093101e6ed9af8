extension Composer {
    /// Appends the MIME structure: no more levels than this row needs (RFC 2046 §5.1).
    func appendContent(
        _ row: Row, number: Int, scratch: inout Scratch, to message: inout Message
    ) throws(RowFault) {
        if let text { try scratch.text.render(text, row, flowed: isFlowed, scratch: &scratch.render) }
        if let html { try scratch.html.render(html, row, scratch: &scratch.render) }
        if let calendar {
            do {
                try scratch.calendar.render(calendar, row, scratch: &scratch.render)
            } catch {
                throw error.inHeader(Self.attachHeader)
            }
        }
        guard try hasAttachments(row, scratch: &scratch) else {
            return try appendRelated(row, number: number, scratch: &scratch, to: &message)
        }
        makeBoundary(number: number, level: 0, scratch: &scratch, into: \.outerBoundary)
        Self.appendMultipart("mixed", boundary: scratch.outerBoundary, to: &message)
        Self.appendDelimiter(scratch.outerBoundary, to: &message)
        try appendRelated(row, number: number, scratch: &scratch, to: &message)
        message.octets.append("\r\n")
        try appendAttachments(row, scratch: &scratch, to: &message)
        Self.appendDelimiter(scratch.outerBoundary, isLast: true, to: &message)
    }

    /// Appends the bodies, and behind them what the HTML shows (RFC 2387).
    private func appendRelated(
        _ row: Row, number: Int, scratch: inout Scratch, to message: inout Message
    ) throws(RowFault) {
        guard !images.isEmpty else { return appendBodies(number: number, scratch: &scratch, to: &message) }
        makeBoundary(number: number, level: 2, scratch: &scratch, into: \.relatedBoundary)
        let hasAlternatives = text != nil || calendar != nil
        Self.appendMultipart(
            hasAlternatives
                ? "related;\r\n type=\"multipart/alternative\"" : "related;\r\n type=\"text/html\"",
            boundary: scratch.relatedBoundary, to: &message)
        Self.appendDelimiter(scratch.relatedBoundary, to: &message)
        appendBodies(number: number, scratch: &scratch, to: &message)
        message.octets.append("\r\n")
        for image in images {
            Self.appendDelimiter(scratch.relatedBoundary, to: &message)
            try append(image, row, scratch: &scratch, to: &message)
        }
        Self.appendDelimiter(scratch.relatedBoundary, isLast: true, to: &message)
    }

    private func append(
        _ image: EmbeddedImage, _ row: Row, scratch: inout Scratch, to message: inout Message
    ) throws(RowFault) {
        switch image.file {
        case .shared(let file):
            message.shared.append((message.octets.count, file.blob))
        case .perRow(let path, let column):
            scratch.value.removeAll(keepingCapacity: true)
            try path.program.render(row, into: &scratch.value, scratch: &scratch.render)
            do {
                let content = try folder.read(scratch.value[...])
                AttachmentLabel(path: scratch.value[...], contentID: image.contentID)
                    .append(content, to: &message.octets)
            } catch {
                let shown = String(decoding: scratch.value, as: UTF8.self)
                throw RowFault(column: column, message: .image(error, path: shown))
            }
        }
    }

    /// Appends the one body, or the alternatives, the plainest first (RFC 2046 §5.1.4) and an invitation last, where
    /// mail programs look for it (RFC 6047 §2.4).
    private func appendBodies(number: Int, scratch: inout Scratch, to message: inout Message) {
        switch (text, html, calendar) {
        case (nil, nil, nil): break
        case (let text?, nil, nil):
            scratch.text.append(text, subtype: textType, to: &message.octets)
        case (nil, let html?, nil):
            scratch.html.append(html, subtype: "html", to: &message.octets)
        default:
            appendAlternatives(number: number, scratch: &scratch, to: &message)
        }
    }

    private var textType: StaticString { isFlowed ? "plain; format=flowed" : "plain" }

    private func appendAlternatives(number: Int, scratch: inout Scratch, to message: inout Message) {
        makeBoundary(number: number, level: 1, scratch: &scratch, into: \.innerBoundary)
        Self.appendMultipart("alternative", boundary: scratch.innerBoundary, to: &message)
        if let text {
            Self.appendDelimiter(scratch.innerBoundary, to: &message)
            scratch.text.append(text, subtype: textType, to: &message.octets)
            // The CR LF before a delimiter belongs to it, not to the text (RFC 2046 §5.1.1).
            message.octets.append("\r\n")
        }
        if let html {
            Self.appendDelimiter(scratch.innerBoundary, to: &message)
            scratch.html.append(html, subtype: "html", to: &message.octets)
            message.octets.append("\r\n")
        }
        if let calendar {
            Self.appendDelimiter(scratch.innerBoundary, to: &message)
            scratch.calendar.append(calendar.body, subtype: calendar.method.subtype, to: &message.octets)
            message.octets.append("\r\n")
        }
        Self.appendDelimiter(scratch.innerBoundary, isLast: true, to: &message)
    }

    private static func appendMultipart(_ subtype: StaticString, boundary: [UInt8], to message: inout Message)
    {
        message.octets.append("Content-Type: multipart/")
        message.octets.append(subtype)
        message.octets.append(";\r\n boundary=\"")
        message.octets.append(contentsOf: boundary)
        message.octets.append("\"\r\n\r\n")
    }

    private static func appendDelimiter(_ boundary: [UInt8], isLast: Bool = false, to message: inout Message)
    {
        message.octets.append("--")
        message.octets.append(contentsOf: boundary)
        message.octets.append(isLast ? "--\r\n" : "\r\n")
    }

    /// Derives a boundary from campaign, row and level, and another one while a part holds it.
    ///
    /// All boundaries have the same length, so that none begins with another.
    private func makeBoundary(
        number: Int, level: UInt64, scratch: inout Scratch, into boundary: WritableKeyPath<Scratch, [UInt8]>
    ) {
        // Out of the scratch, so that its memory is used again and nothing else holds it.
        var candidate: [UInt8] = []
        swap(&candidate, &scratch[keyPath: boundary])
        var attempt: UInt64 = 0
        repeat {
            candidate.removeAll(keepingCapacity: true)
            candidate.append("=_")
            // Level 0 of Message-ID is 0; these begin at 1.
            let hash = key.hash(UInt64(truncatingIfNeeded: number), 1 &+ level &+ attempt &* 3)
            KeyedHash.append(hash, to: &candidate)
            attempt &+= 1
        } while holdsInText(candidate, scratch)
        swap(&candidate, &scratch[keyPath: boundary])
    }

    private func holdsInText(_ boundary: [UInt8], _ scratch: Scratch) -> Bool {
        text != nil && scratch.text.holds(boundary) || html != nil && scratch.html.holds(boundary)
            || calendar != nil && scratch.calendar.holds(boundary)
    }
}

// MARK: - Attachments

extension Composer {
    private static let attachHeader = Array("Attach".utf8)

    /// Renders the paths of this row's own files, and says whether there is anything to attach.
    func hasAttachments(_ row: Row, scratch: inout Scratch) throws(RowFault) -> Bool {
        guard !attachments.isEmpty else { return false }
        scratch.paths.removeAll(keepingCapacity: true)
        var found = false
        for attachment in attachments {
            guard case .perRow(let ownPath, _) = attachment.file else {
                found = true
                continue
            }
            var path: [UInt8] = []
            do {
                try ownPath.program.render(row, into: &path, scratch: &scratch.render)
            } catch {
                throw error.inHeader(Self.attachHeader)
            }
            path = Array(HeaderWords.trimmed(path[...]))
            if !path.isEmpty { found = true }
            scratch.paths.append(path)
        }
        return found
    }

    private func appendAttachments(
        _ row: Row, scratch: inout Scratch, to message: inout Message
    ) throws(RowFault) {
        var paths = scratch.paths.makeIterator()
        for attachment in attachments {
            switch attachment.file {
            case .shared(let file):
                Self.appendDelimiter(scratch.outerBoundary, to: &message)
                if attachment.name != nil {
                    let path = Array(file.path.utf8)
                    try label(attachment, path: path, row, scratch: &scratch)
                        .appendHeader(isUTF8: file.isUTF8, to: &message.octets)
                }
                message.shared.append((message.octets.count, file.blob))
            case .perRow(_, let column):
                guard let path = paths.next(), !path.isEmpty else { continue }
                let content = try read(path, column: column)
                Self.appendDelimiter(scratch.outerBoundary, to: &message)
                try label(attachment, path: path, row, scratch: &scratch).append(content, to: &message.octets)
            }
        }
    }

    /// What this row's part is called; the name that the template gives it, or that of the file.
    private func label(
        _ attachment: AttachmentTemplate, path: [UInt8], _ row: Row, scratch: inout Scratch
    ) throws(RowFault) -> AttachmentLabel {
        guard let name = attachment.name else {
            return AttachmentLabel(path: path[...], type: attachment.type)
        }
        scratch.value.removeAll(keepingCapacity: true)
        do {
            try name.program.render(row, into: &scratch.value, scratch: &scratch.render)
        } catch {
            throw error.inHeader(Self.attachHeader)
        }
        for octet in scratch.value where octet == UInt8(ascii: "/") || octet == UInt8(ascii: "\\") {
            throw RowFault(column: name.column, message: .attachmentName(octet)).inHeader(Self.attachHeader)
        }
        let shown = HeaderWords.trimmed(scratch.value[...])
        return AttachmentLabel(path: path[...], name: shown, type: attachment.type)
    }

    private func read(_ path: [UInt8], column: String?) throws(RowFault) -> [UInt8] {
        do {
            return try folder.read(path[...])
        } catch {
            let shown = String(decoding: path, as: UTF8.self)
            throw RowFault(column: column, message: .attachment(error, path: shown)).inHeader(
                Self.attachHeader)
        }
    }
}
