/// A file with an address on each line, to which addresses are added.
package final class AddressFile {
    private let output: OutputFile
    private var known: Set<[UInt8]> = []
    private var endsInLine = true

    /// Opens the file, and makes it when it is not there.
    ///
    /// - Throws: ``FileFault``.
    package init(appendingTo path: String) throws(FileFault) {
        output = try OutputFile(path: path, mode: .append)
        var chunk: [UInt8] = []
        var line: [UInt8] = []
        let input = try ListFile(regular: path)
        repeat {
            try input.read(into: &chunk)
            if let last = chunk.last { endsInLine = last == 0x0A }
            for octet in chunk {
                if octet == 0x0A {
                    known.insert(line)
                    line.removeAll(keepingCapacity: true)
                } else if octet > 0x20 {
                    line.append(Self.folded(octet))
                }
            }
        } while !chunk.isEmpty
        known.insert(line)
    }

    /// Adds those that are not in the file yet, ASCII case aside, and hands them to the system.
    ///
    /// - Returns: how many were added.
    package func append(_ addresses: [[UInt8]]) throws(FileFault) -> Int {
        var added = 0
        for address in addresses where known.insert(address.map(Self.folded)).inserted {
            if !endsInLine { try output.write([0x0A]) }
            endsInLine = true
            try output.write(address + [0x0A])
            added += 1
        }
        try output.close()
        return added
    }

    private static func folded(_ octet: UInt8) -> UInt8 { 0x41...0x5A ~= octet ? octet | 0x20 : octet }
}
