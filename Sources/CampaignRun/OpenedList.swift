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
    /// - Throws: ``FileFault`` or `ListFault`.
    package init(path: String, dialect: Dialect? = nil, encoding: String? = nil) throws {
        name = path
        let file = try ListFile(path: path)
        self.file = file
        do {
            reader = try ListReader(dialect: dialect, encoding: encoding) { try file.read(into: &$0) }
        } catch {
            throw file.fault ?? error
        }
    }
}
