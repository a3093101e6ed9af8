import Bounces

/// A message as its reader gets it: read from its octets with the reader for mail that came back, not with what wrote it.
struct MessageView {
    struct File {
        let name: String
        let type: String
        /// Octets, decoded.
        let size: Int
    }

    /// An image or another part that the HTML can name by its Content-ID.
    struct Inline {
        let type: [UInt8]
        let part: Entity
    }

    let octets: [UInt8]
    private(set) var html: [UInt8]?
    private(set) var text: [UInt8]?
    private(set) var files: [File] = []
    /// By Content-ID, without angle brackets.
    private(set) var inline: [[UInt8]: Inline] = [:]
    private let mail: Entity

    init(_ octets: [UInt8]) {
        self.octets = octets
        mail = Entity(parsing: octets[...])
        for part in mail.leaves { add(part) }
    }

    private mutating func add(_ part: Entity) {
        let type = part.mediaType
        let disposition = MediaType(parsing: part.value("content-disposition") ?? [])
        if !disposition.isNamed("attachment") {
            if let id = part.value("content-id") {
                let name = id.drop { $0 == UInt8(ascii: "<") }.prefix { $0 != UInt8(ascii: ">") }
                inline[Array(name)] = Inline(type: type.name, part: part)
                return
            }
            if type.isNamed("text/html"), html == nil {
                html = part.content
                return
            }
            if type.isNamed("text/plain"), text == nil {
                text = part.content.filter { $0 != 0x0D }
                return
            }
        }
        let name = HeaderText.parameter("filename", of: disposition) ?? HeaderText.parameter("name", of: type)
        files.append(
            File(
                name: name ?? (type.isNamed("text/calendar") ? "invitation" : "no name"),
                type: String(decoding: type.name, as: UTF8.self), size: Self.size(of: part)))
    }

    /// Without decoding what may be large.
    private static func size(of part: Entity) -> Int {
        guard part.value("content-transfer-encoding")?.lowercased == Array("base64".utf8) else {
            return part.content.count
        }
        var letters = 0
        for octet in part.body where octet > 0x20 && octet != UInt8(ascii: "=") { letters += 1 }
        return letters * 3 / 4
    }

    /// All values of a header, decoded; empty when it has none.
    func header(_ name: String) -> String {
        mail.values(name.lowercased()).map(HeaderText.decode).joined(separator: ", ")
    }

    /// Lines of base64 that are shown of a part.
    private static let linesOfBase64 = 4
    /// Octets of the source that are shown.
    private static let longestSource = 256 * 1024

    /// The octets, without the greater part of what is base64.
    var source: [UInt8] {
        var source: [UInt8] = []
        var run: [ArraySlice<UInt8>] = []
        for line in octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.count >= 60, line.allSatisfy(Self.isBase64) {
                run.append(line)
                continue
            }
            Self.append(run, to: &source)
            run = []
            source += line
            source.append(0x0A)
            guard source.count < Self.longestSource else {
                source += "… and so on, \(octets.count) octets in all\n".utf8
                return source
            }
        }
        Self.append(run, to: &source)
        return source
    }

    private static func append(_ run: [ArraySlice<UInt8>], to source: inout [UInt8]) {
        let isLong = run.count > 2 * linesOfBase64
        for line in isLong ? run.prefix(linesOfBase64) : run[...] {
            source += line
            source.append(0x0A)
        }
        if isLong { source += "… \(run.count - linesOfBase64) more lines of base64\n".utf8 }
    }

    private static func isBase64(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
