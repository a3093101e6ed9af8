import Glibc

/// Turns text of another encoding into UTF-8 by iconv; owns its descriptor.
final class Transcoder {
    /// The encoding, as it was asked for.
    let encoding: String

    private let descriptor: iconv_t
    private var scratch: [CChar]

    /// The octets of a character whose end has not arrived yet.
    private var unfinished: [UInt8] = []

    /// Octets of the list that were turned into text, or skipped before.
    private var position: Int

    /// A transcoder from `encoding`, at `position` of the list; nil if the system does not know it.
    init?(from encoding: String, position: Int) {
        // After a slash come instructions to iconv, such as to drop what it cannot convert; an empty name
        // would mean the locale's encoding.
        guard !encoding.isEmpty, !encoding.utf8.contains(UInt8(ascii: "/")), !encoding.utf8.contains(0)
        else { return nil }
        guard let descriptor = iconv_open("UTF-8", encoding),
            descriptor != iconv_t(bitPattern: -1)
        else { return nil }
        self.descriptor = descriptor
        self.encoding = encoding
        self.position = position
        scratch = [CChar](repeating: 0, count: 1 << 14)
    }

    deinit {
        iconv_close(descriptor)
    }

    /// Appends the text of `octets` up to the first that mean nothing, which is returned.
    func append(_ octets: [UInt8], to text: inout [UInt8]) -> ListFault.Problem? {
        unfinished.append(contentsOf: octets)
        var consumed = 0
        let isWhole = unfinished.withUnsafeMutableBytes { input in
            convert(input.bindMemory(to: CChar.self), consumed: &consumed, to: &text)
        }
        position &+= consumed
        unfinished.removeFirst(consumed)
        return isWhole ? nil : meaningless
    }

    /// Appends what the end of the list sets free; returns a character that it cuts off.
    func finish(to text: inout [UInt8]) -> ListFault.Problem? {
        guard unfinished.isEmpty else { return meaningless }
        // Some encodings hold a letter back, in case a combining mark follows.
        scratch.withUnsafeMutableBufferPointer { scratch in
            var output = scratch.baseAddress
            var room = scratch.count
            _ = iconv(descriptor, nil, nil, &output, &room)
            text.append(contentsOf: UnsafeRawBufferPointer(scratch).prefix(scratch.count - room))
        }
        return nil
    }

    private var meaningless: ListFault.Problem {
        .notInEncoding(encoding: encoding, octet: unfinished.first ?? 0, offset: position)
    }

    /// Converts all that is whole; false if it came upon octets that mean nothing.
    private func convert(
        _ octets: UnsafeMutableBufferPointer<CChar>, consumed: inout Int, to text: inout [UInt8]
    ) -> Bool {
        var input = octets.baseAddress
        var remaining = octets.count
        defer { consumed = octets.count - remaining }
        while remaining > 0 {
            let failure = scratch.withUnsafeMutableBufferPointer { scratch in
                var output = scratch.baseAddress
                var room = scratch.count
                let status = iconv(descriptor, &input, &remaining, &output, &room)
                let failure = status == -1 ? errno : 0
                let written = UnsafeRawBufferPointer(scratch).prefix(scratch.count - room)
                text.append(contentsOf: written)
                return failure
            }
            // E2BIG: the scratch buffer is full; go on. EINVAL: the rest is the beginning of a character.
            guard failure == E2BIG else { return failure != EILSEQ }
        }
        return true
    }
}
