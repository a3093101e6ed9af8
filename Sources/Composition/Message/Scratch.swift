/// Buffers that composing one message after another uses again; each connection has its own.
package struct Scratch: Sendable {
    var render = RenderScratch()
    /// A rendered header value, address or path.
    var value: [UInt8] = []
    /// A rendered display name.
    var name: [UInt8] = []
    var text = TextPart()
    var html = TextPart()
    var calendar = TextPart()
    /// The paths of this row's own attachments; an empty one attaches nothing.
    var paths: [[UInt8]] = []
    var outerBoundary: [UInt8] = []
    var relatedBoundary: [UInt8] = []
    var innerBoundary: [UInt8] = []

    package init() {}
}
