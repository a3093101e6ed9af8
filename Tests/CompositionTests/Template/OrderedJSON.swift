import Composition
import Foundation

/// Reads JSON with the keys of objects in their order, which Foundation loses.
struct OrderedJSON {
    private let octets: [UInt8]
    private var index = 0

    static func read(_ octets: [UInt8]) -> TemplateData? {
        var reader = OrderedJSON(octets: octets)
        return reader.value()
    }

    private init(octets: [UInt8]) {
        self.octets = octets
    }

    private var next: UInt8? {
        mutating get {
            while index < octets.count, [0x20, 0x09, 0x0A, 0x0D].contains(octets[index]) { index += 1 }
            return index < octets.count ? octets[index] : nil
        }
    }

    private mutating func takes(_ sign: Character) -> Bool {
        guard let next, next == sign.asciiValue else { return false }
        index += 1
        return true
    }

    private mutating func value() -> TemplateData? {
        if takes("{") {
            var pairs: [(key: String, value: TemplateData)] = []
            while !takes("}") {
                guard case .text(let key)? = value(), takes(":"), let value = value() else { return nil }
                pairs.append((key, value))
                _ = takes(",")
            }
            return .object(pairs)
        }
        if takes("[") {
            var items: [TemplateData] = []
            while !takes("]") {
                guard let item = value() else { return nil }
                items.append(item)
                _ = takes(",")
            }
            return .list(items)
        }
        return next == UInt8(ascii: "\"") ? string() : word()
    }

    private mutating func string() -> TemplateData? {
        let start = index
        index += 1
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            index += octets[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < octets.count else { return nil }
        index += 1
        let text = try? JSONSerialization.jsonObject(
            with: Data(octets[start..<index]), options: .fragmentsAllowed)
        return (text as? String).map { .text($0) }
    }

    private mutating func word() -> TemplateData? {
        let start = index
        while index < octets.count, ![0x2C, 0x5D, 0x7D, 0x20, 0x0A, 0x0D].contains(octets[index]) {
            index += 1
        }
        switch String(decoding: octets[start..<index], as: UTF8.self) {
        case "": return nil
        case "null": return .nothing
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case let digits: return .number(digits)
        }
    }
}
