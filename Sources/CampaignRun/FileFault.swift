/// What the system said when a file was worked on.
package struct FileFault: Error, Equatable, Sendable {
    package enum Operation: String, Sendable { case open, create, read, write, sync, rename, list }
    package let path: String
    package let operation: Operation
    /// The errno value.
    package let code: Int32

    package init(path: String, operation: Operation, code: Int32) {
        self.path = path
        self.operation = operation
        self.code = code
    }
}
