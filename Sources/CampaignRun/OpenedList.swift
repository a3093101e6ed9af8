import CSV

/// A list whose header has been read: the columns are known, the records are still to come.
package struct OpenedList: ~Copyable {
    /// The path as given; `-` is standard input.
    package let name: String
    package let file: ListFile
    package var reader: ListReader

    /// - Parameters:
    ///   - dialect: nil to find the delimiter.
    ///   - encoding: iconv's name for it; nil for UTF-8 or what a byte order mark says.
    /// - Throws: ``FileFault`` or ``FaultInList``.
    package init(path: String, dialect: Dialect? = nil, encoding: String? = nil) throws {
        let file = try ListFile(path: path)
        reader = try Self.reader(of: file, dialect: dialect, encoding: encoding)
        self.file = file
        name = path
    }

    private static func reader(of file: ListFile, dialect: Dialect?, encoding: String?) throws -> ListReader {
        do {
            return try ListReader(dialect: dialect, encoding: encoding) { try file.read(into: &$0) }
        } catch {
            throw file.blame(error)
        }
    }
}
