import Bounces
import Composition
import Cryptography

/// The HTML of a message, made fit for a frame that has no network.
///
/// Images that travel with the message are put in; what would be loaded from elsewhere is replaced by a box that says
/// so. The frame's policy forbids it besides.
struct FrameDocument {
    let octets: [UInt8]
    /// Where things would have been loaded from, each once, in their order: host names, or whole URLs without one.
    let blocked: [String]
    /// Content-IDs that no part of the message has.
    let missing: [String]

    /// Octets of HTML that are shown, and of one image and of all.
    private static let longestHTML = 1024 * 1024
    private static let largestImage = 2 * 1024 * 1024
    private static let largestImages = 8 * 1024 * 1024

    /// Links open in a new window, which the sandbox forbids: a click does nothing.
    private static let prologue = """
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <base target="_blank"><style>:root{color-scheme:light dark}</style>

        """

    init(_ html: [UInt8], of view: MessageView) {
        var blocked: [String] = []
        var missing: [String] = []
        var room = Self.largestImages
        let shown = HTMLResources.replaced(in: Array(html.prefix(Self.longestHTML))) { url, isImage in
            if let image = Self.embedded(url, in: view) {
                guard let image else {
                    Self.add(String(decoding: url, as: UTF8.self), to: &missing)
                    return isImage ? Self.box("image missing") : nil
                }
                let content = image.part.body.count <= Self.largestImage ? image.part.content : []
                guard !content.isEmpty, content.count <= room else {
                    return isImage ? Self.box("image too large to show") : nil
                }
                room -= content.count
                return Self.dataURL(content, type: image.type)
            }
            guard !Self.has("data:", url) else { return isImage ? Self.safe(url) : nil }
            let place = Self.place(of: url)
            Self.add(place, to: &blocked)
            return isImage ? Self.box("not loaded: \(place)") : nil
        }
        let (doctype, rest) = Self.divided(shown)
        octets = doctype + Array(Self.prologue.utf8) + rest
        self.blocked = blocked
        self.missing = missing
    }

    /// The doctype the author wrote, or one that browsers show as they show mail, and what follows it.
    private static func divided(_ html: [UInt8]) -> (doctype: [UInt8], rest: ArraySlice<UInt8>) {
        let start = html.drop { $0 <= 0x20 }
        guard has("<!doctype", Array(start.prefix(9))), let end = start.firstIndex(of: UInt8(ascii: ">"))
        else {
            return (Array("<!DOCTYPE html>".utf8), html[...])
        }
        return (Array(start[...end]), start[(end + 1)...])
    }

    /// What a `cid:` URL names; `.some(nil)` where it names nothing, nil for any other URL.
    private static func embedded(_ url: [UInt8], in view: MessageView) -> MessageView.Inline?? {
        guard has("cid:", url) else { return nil }
        return .some(view.inline[Hexadecimal.decoded(url.dropFirst(4))])
    }

    /// A `data:` URL of the author's, if it can stand where ours stand.
    private static func safe(_ url: [UInt8]) -> [UInt8]? {
        let isPlain = url.allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: ":;,+/=%-._~".utf8.contains(octet)
            }
        }
        return isPlain ? url : box("image cannot be shown")
    }

    private static func has(_ scheme: String, _ url: [UInt8]) -> Bool {
        url.prefix(scheme.utf8.count).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }.elementsEqual(scheme.utf8)
    }

    /// The host of an URL, or the beginning of the URL where it has none.
    private static func place(of url: [UInt8]) -> String {
        let text = url.prefix(80)
        guard let slashes = text.indices.dropLast().first(where: { text[$0] == 0x2F && text[$0 + 1] == 0x2F })
        else { return String(decoding: text, as: UTF8.self) }
        let host = text[(slashes + 2)...].prefix { ![0x2F, 0x3F, 0x23].contains($0) }
        return String(decoding: host.isEmpty ? text : host, as: UTF8.self)
    }

    private static func add(_ place: String, to places: inout [String]) {
        if !places.contains(place) { places.append(place) }
    }

    private static func dataURL(_ content: [UInt8], type: [UInt8]) -> [UInt8] {
        let isImage = type.starts(with: "image/".utf8)
        return Array("data:".utf8) + (isImage ? type : Array("application/octet-stream".utf8))
            + Array(";base64,".utf8) + Base64.encode(content)
    }

    /// An image in the place of one that is not there.
    private static func box(_ label: String) -> [UInt8] {
        let svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="220" height="56" viewBox="0 0 220 56"><rect width="100%" height="100%" \
            fill="#8883"/><rect x=".5" y=".5" width="99%" height="98%" fill="none" stroke="#888" \
            stroke-dasharray="4"/><text x="10" y="33" font-family="sans-serif" font-size="12" fill="#888">\
            \(PageText.escape(label))</text></svg>
            """
        return dataURL(Array(svg.utf8), type: Array("image/svg+xml".utf8))
    }
}
