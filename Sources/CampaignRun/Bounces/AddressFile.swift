import Composition

/// A suppression list to which addresses are added.
package final class AddressFile {
    private let output: OutputFile
    private let known: SuppressionList
    private let form: SuppressionFile.Form

    /// Opens the file, and makes it when it is not there.
    ///
    /// - Parameter key: random.
    /// - Throws: ``FileFault``, ``SuppressionFaults``; nothing is appended to a CSV file.
    package init(appendingTo path: String, key: KeyedHash) throws {
        output = try OutputFile(path: path, mode: .append)
        var list = SuppressionList(path: path, key: key)
        var file = SuppressionFile(try ListFile(regular: path))
        form = try file.read { entry in try list.add(entry) }
        guard !form.isTable else {
            var faults = SuppressionFaults(path: path)
            faults.add(.isTable, line: 1, [])
            throw faults
        }
        list.sort()
        known = list
    }

    /// Adds those that are not in the file yet and hands them to the system; as hashes where it holds nothing else.
    ///
    /// - Returns: how many were added.
    package func append(_ addresses: [[UInt8]]) throws(FileFault) -> Int {
        var isStarted = form.endsInLine
        var added: Set<[UInt8]> = []
        for octets in addresses {
            guard let address = try? EmailAddress(parsing: octets) else { continue }
            let key = SuppressionKeys.key(of: address)
            guard !known.contains(key), added.insert(key).inserted else { continue }
            if !isStarted { try output.write([0x0A]) }
            isStarted = true
            let line =
                known.onlySalt.map { Array(SuppressionHash(of: key, salt: $0).text.utf8) }
                ?? SuppressionLine.text(of: octets)
            try output.write(line + [0x0A])
        }
        try output.close()
        return added.count
    }
}
