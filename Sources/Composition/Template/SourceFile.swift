/// A file of the template, as it was read.
package struct SourceFile: Equatable, Sendable {
    /// Its path, as faults show it.
    package var path: String

    /// Its content.
    package var octets: [UInt8]

    /// A file with this content.
    package init(path: String, octets: [UInt8]) {
        self.path = path
        self.octets = octets
    }
}
