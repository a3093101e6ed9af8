/// A file of the template, as it was read.
public struct SourceFile: Equatable, Sendable {
    /// Its path, as faults show it.
    public var path: String

    /// Its content.
    public var octets: [UInt8]

    /// A file with this content.
    public init(path: String, octets: [UInt8]) {
        self.path = path
        self.octets = octets
    }
}
