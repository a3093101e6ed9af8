import Foundation
import TestSupport
import Testing

@testable import Composition

extension SplitMix64 {
    /// Text of all sorts of scalars: ASCII most often, letters of other scripts, marks, signs, and the odd ones out.
    mutating func text(of count: ClosedRange<Int>, controls: Bool = false) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: count, using: &self) { text.append(scalar(controls: controls)) }
        return String(text)
    }

    private mutating func scalar(controls: Bool) -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x61...0x7A, 0x61...0x7A, 0x20...0x20, 0xA1...0x17F, 0x300...0x36F, 0x400...0x4FF,
            0x4E00...0x9FFF, 0x1F300...0x1F6FF, 0x2028...0x202E, 0x80...0x9F, 0x3D...0x3F,
        ]
        var chosen = ranges.randomElement(using: &self) ?? 0x61...0x7A
        if controls, Int.random(in: 0..<12, using: &self) == 0 { chosen = 0x0...0x1F }
        return Unicode.Scalar(UInt32.random(in: chosen, using: &self)) ?? "?"
    }
}

/// A template, its columns, and the messages that rows make of it.
struct Composing {
    let composer: Composer
    let columns: [String]

    static let campaign = Array("a campaign of tests".utf8)
    /// 2026-11-23 20:41:09 UTC.
    static let date: Int64 = 1_795_466_469

    init(
        _ eml: String, html: String? = nil, columns: [String] = [], root: String = "/nonexistent",
        largestAttachment: Int = 1 << 20, settings: CompositionSettings? = nil
    ) throws {
        self.columns = columns
        var source = TemplateSource(
            message: SourceFile(path: "test.eml", octets: Array(eml.utf8)),
            html: html.map { SourceFile(path: "test.html", octets: Array($0.utf8)) }, root: root)
        source.partials = Partials.gather(for: source.files, root: root, shownIn: "")
        composer = try Composer(
            compiling: source, columns: columns,
            settings: settings
                ?? CompositionSettings(
                    campaignID: Self.campaign, utcOffset: 3600, largestAttachment: largestAttachment))
    }

    func message(_ cells: [String] = [], number: Int = 1) throws -> Message {
        var scratch = composer.makeScratch()
        var message = Message()
        try composer.compose(
            Self.row(cells), number: number, date: Self.date, scratch: &scratch, into: &message)
        return message
    }

    static func row(_ cells: [String]) -> Row {
        var octets: [UInt8] = []
        var ends: [Int32] = []
        for cell in cells {
            octets += Array(cell.utf8)
            ends.append(Int32(octets.count))
        }
        return Row(octets: octets, ends: ends)
    }

    /// The faults of a template that must not compile.
    static func faults(
        _ eml: String, html: String? = nil, columns: [String] = [], root: String = "/nonexistent"
    ) -> [TemplateFault] {
        do {
            _ = try Composing(eml, html: html, columns: columns, root: root)
            return []
        } catch let faults as TemplateFaults {
            return faults.faults
        } catch {
            Issue.record("\(error)")
            return []
        }
    }
}

extension Message {
    var text: String { String(decoding: assembled, as: UTF8.self) }

    /// The header lines, unfolded.
    var headerLines: [String] {
        let head = text.utf8Components(separatedBy: "\r\n\r\n").first ?? ""
        return head.utf8Components(separatedBy: "\r\n").reduce(into: []) { lines, line in
            let isFolded = line.utf8.first == 0x20 || line.utf8.first == 0x09
            if isFolded, let last = lines.popLast() { lines.append(last + line) } else { lines.append(line) }
        }
    }

    func header(_ name: String) -> String? {
        headerLines.first { $0.utf8.starts(with: (name + ":").utf8) }
            .map { String($0.utf8.dropFirst(name.utf8.count + 2)) ?? "" }
    }

    /// What every message promises of its lines.
    func expectCleanLines(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        let octets = assembled
        var length = 0
        for (index, octet) in octets.enumerated() {
            if octet == 0x0A {
                #expect(index > 0 && octets[index - 1] == 0x0D, comment, sourceLocation: sourceLocation)
                #expect(length <= 999, comment, sourceLocation: sourceLocation)
                length = 0
                continue
            }
            if octet == 0x0D {
                let isBeforeLF = index + 1 < octets.count && octets[index + 1] == 0x0A
                #expect(isBeforeLF, comment, sourceLocation: sourceLocation)
            }
            length += 1
        }
        #expect(octets.suffix(2) == [0x0D, 0x0A], comment, sourceLocation: sourceLocation)
        #expect(octets.allSatisfy { $0 < 0x80 && $0 != 0 }, comment, sourceLocation: sourceLocation)
        #expect(size == octets.count, comment, sourceLocation: sourceLocation)
    }
}

extension String {
    /// Splits by octets: to Foundation, CR LF and a mark after it are one character.
    func utf8Components(separatedBy separator: String) -> [String] {
        let octets = Array(utf8)
        let mark = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= octets.count {
            if octets[index] == mark[0], octets[index..<(index + mark.count)].elementsEqual(mark) {
                parts.append(String(decoding: octets[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: octets[start...], as: UTF8.self)]
    }
}

/// A folder that is gone after the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "merganser-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ content: [UInt8]) throws -> String {
        let full = path + "/" + name
        let folder = URL(fileURLWithPath: full).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(content).write(to: URL(fileURLWithPath: full))
        return full
    }
}

enum GoldenFiles {
    /// A file in the folder of golden messages of this target.
    static func path(_ name: String, file: String = #filePath) -> String {
        "/" + file.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden/" + name
    }
}
