/// Makes message octets transparent for DATA: a dot before each dot that starts a line (RFC 5321 §4.5.2).
///
/// Keeps its place across buffers; a state lost between two writes has let message text through as commands
/// before (CVE-2021-38189).
public struct DotStuffer: Sendable {
    private enum Place {
        case lineStart
        case inLine
        case afterCR
    }

    private var place = Place.lineStart

    /// For one message, at the beginning of its first line.
    public init() {}

    /// Appends `octets` with their dots doubled where they start a line.
    public mutating func stuff(_ octets: Span<UInt8>, appendingTo output: inout [UInt8]) {
        output.reserveCapacity(output.count + octets.count + 16)
        octets.withUnsafeBufferPointer { buffer in
            var copied = 0
            for (index, octet) in buffer.enumerated() {
                if place == .lineStart, octet == UInt8(ascii: ".") {
                    output.append(contentsOf: buffer[copied...index])
                    copied = index
                }
                place =
                    switch octet {
                    case 0x0D: .afterCR
                    case 0x0A where place == .afterCR: .lineStart
                    default: .inLine
                    }
            }
            output.append(contentsOf: buffer[copied...])
        }
    }

    /// Appends what ends the message: CR LF if the last line lacks it, then the lone dot.
    public mutating func finish(appendingTo output: inout [UInt8]) {
        switch place {
        case .lineStart: break
        case .inLine: output += [0x0D, 0x0A]
        case .afterCR: output.append(0x0A)
        }
        output += [UInt8(ascii: "."), 0x0D, 0x0A]
        place = .lineStart
    }
}
