/// What somebody typed behind the name of a command.
package struct GivenArguments: Equatable, Sendable {
    package struct Value: Equatable, Sendable {
        package internal(set) var text: String
        /// The relay's name that the text stands for.
        package internal(set) var name: String?
        /// Which of the arguments it stands in, behind how many octets of `--name=`.
        let index: Int
        let prefixLength: Int
    }

    package private(set) var arguments: [String]
    /// The options that are there, by their long names.
    package private(set) var options: Set<String> = []
    /// The values of options, in order.
    package private(set) var values: [String: [Value]] = [:]
    package private(set) var positionals: [Value] = []

    /// Reads them as the parser would; what is wrong with them is the parser's to say.
    package init(_ arguments: [String], of command: CommandShape) {
        self.arguments = arguments
        let shapes = command.options + command.others
        var isPastTerminator = false
        /// The option that the next argument is the value of.
        var awaiting: String?
        /// The same for one that can do without, if what comes next is another option.
        var inviting: String?
        for (index, argument) in arguments.enumerated() {
            let octets = Array(argument.utf8)
            let invited = octets.first == UInt8(ascii: "-") ? nil : inviting
            inviting = nil
            if let name = awaiting ?? invited {
                values[name, default: []].append(Value(text: argument, index: index, prefixLength: 0))
                awaiting = nil
            } else if isPastTerminator || octets.first != UInt8(ascii: "-") || octets.count == 1 {
                positionals.append(Value(text: argument, index: index, prefixLength: 0))
            } else if argument == "--" {
                isPastTerminator = true
            } else if octets.starts(with: "--".utf8) {
                let end = octets.firstIndex(of: UInt8(ascii: "="))
                let given = String(decoding: octets[2..<(end ?? octets.count)], as: UTF8.self)
                guard let shape = Self.shape(given, in: shapes) else { continue }
                options.insert(shape.name)
                if shape.mayTakeValue, end == nil { inviting = shape.name }
                guard shape.takesValue else { continue }
                guard let end else {
                    awaiting = shape.name
                    continue
                }
                let value = String(decoding: octets[(end + 1)...], as: UTF8.self)
                values[shape.name, default: []].append(
                    Value(text: value, index: index, prefixLength: end + 1))
            } else {
                for letter in octets.dropFirst().map({ String(decoding: [$0], as: UTF8.self) }) {
                    guard let shape = shapes.first(where: { $0.letters.contains(letter) }) else { continue }
                    options.insert(shape.name)
                    if shape.takesValue { awaiting = shape.name }
                }
            }
        }
    }

    private static func shape(_ name: String, in shapes: [OptionShape]) -> OptionShape? {
        if let shape = shapes.first(where: { $0.name == name }) { return shape }
        guard name.utf8.starts(with: "no-".utf8) else { return nil }
        let rest = String(decoding: Array(name.utf8.dropFirst(3)), as: UTF8.self)
        return shapes.first { $0.name == rest && $0.kind == .invertibleFlag }
    }

    /// Puts something in the place of a value.
    package mutating func replace(_ value: Value, with text: String) {
        let prefix = Array(arguments[value.index].utf8.prefix(value.prefixLength))
        arguments[value.index] = String(decoding: prefix, as: UTF8.self) + text
        func replaced(_ other: Value) -> Value {
            guard other.index == value.index else { return other }
            var other = other
            (other.text, other.name) = (text, value.text)
            return other
        }
        values = values.mapValues { $0.map(replaced) }
        positionals = positionals.map(replaced)
    }
}
