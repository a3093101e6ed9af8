// Filters for letters: amounts, plurals, names.

extension Machine {
    // MARK: Amounts

    /// An amount with its currency: `$1,234.50` for a sign, `1,234.50 EUR` for a code.
    ///
    /// Has as many digits behind the point as the currency has (ISO 4217).
    mutating func money(
        _ input: Value, _ call: ArraySlice<Operand>, _ program: Program
    ) throws(RowFault) -> Text {
        if case .nothing = input { return text(.nothing) }
        func argument(_ number: Int) -> Value? {
            let value = number < call.count ? value(of: call[call.startIndex + number], program) : .nothing
            return value.isNothing ? nil : value
        }
        let amount = try operand(input, program)
        let currency = argument(0).map { text($0) }
        let unit = currency.map { Array(octets(of: $0)) } ?? []
        var places = Self.places(of: unit)
        if let wanted = argument(3) { places = min(max(try whole(wanted, program), 0), 9) }
        let decimal = argument(1).map { text($0) }.map { Array(octets(of: $0)) } ?? [UInt8(ascii: ".")]
        let grouping =
            argument(2).map { text($0) }.map { Array(octets(of: $0)) }
            ?? [
                decimal.elementsEqual(CollectionOfOne(UInt8(ascii: ",")))
                    ? UInt8(ascii: ".") : UInt8(ascii: ",")
            ]
        let digits = Self.digits(amount.rounded(to: places).magnitude, places: places)
        let isNegative = amount.rounded(to: places) < .zero
        let isSign = !unit.isEmpty && !unit.contains { 0x41...0x5A ~= $0 & 0xDF }
        return making { machine in
            if isNegative { machine.made.append(UInt8(ascii: "-")) }
            if isSign { machine.made.append(contentsOf: unit) }
            for (index, digit) in digits.whole.enumerated() {
                if index > 0, (digits.whole.count - index) % 3 == 0 {
                    machine.made.append(contentsOf: grouping)
                }
                machine.made.append(digit)
            }
            if places > 0 {
                machine.made.append(contentsOf: decimal)
                machine.made.append(contentsOf: digits.fraction)
            }
            if !isSign, !unit.isEmpty {
                machine.made.append(0x20)
                machine.made.append(contentsOf: unit)
            }
        }
    }

    private static func places(of currency: [UInt8]) -> Int {
        switch Syntax.string(currency) {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "¥", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
            "XAF",
            "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    private static func digits(_ amount: Decimal, places: Int) -> (whole: [UInt8], fraction: [UInt8]) {
        var digits: [UInt8] = []
        amount.append(to: &digits)
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        var fraction = parts.count > 1 ? Array(parts[1].prefix(places)) : []
        while fraction.count < places { fraction.append(UInt8(ascii: "0")) }
        return (parts.first.map { Array($0) } ?? [], fraction)
    }

    // MARK: Plurals

    /// The first word for 1, the second for any other number; a list stands for how many it has.
    func plural(
        _ input: Value, _ one: Value?, _ many: Value?, _ program: Program
    ) throws(RowFault) -> Value {
        let number: Decimal
        switch input {
        case .list, .range, .object: number = Decimal(size(of: input))
        default: number = try operand(input, program)
        }
        return (number == Decimal(1) ? one : many) ?? .nothing
    }

    // MARK: Names

    /// Words that are written small inside a name.
    private static let particles: Set<[UInt8]> = Set(
        [
            "van", "der", "den", "de", "von", "zu", "zur", "zum", "vom", "la", "le", "du", "di", "da", "del",
            "della", "dos", "das", "do", "y", "e", "ter", "ten", "te", "bin", "al", "el", "und",
        ].map { Array($0.utf8) })

    /// A name as it is written: `Mary-Jane O'Neill van der Berg`.
    ///
    /// A word in both small and capital letters was written by somebody who knew, and is left as it is.
    mutating func titlecased(_ text: Text) -> Text {
        var words: [Text] = []
        var start = text.start
        for index in text.start...text.end where index == text.end || octet(index, of: text) == 0x20 {
            words.append(Text(origin: text.origin, start: start, end: index))
            start = index + 1
        }
        var result: [UInt8] = []
        for (number, word) in words.enumerated() {
            if number > 0 { result.append(0x20) }
            let (smallText, largeText) = (applyToLetters(.downcase, word), applyToLetters(.upcase, word))
            let (small, large) = (Array(octets(of: smallText)), Array(octets(of: largeText)))
            let written = Array(octets(of: word))
            if written != small, written != large {
                result += written
            } else if number > 0, number < words.count - 1, Self.particles.contains(small) {
                result += small
            } else {
                appendCapitalized(small, to: &result)
            }
        }
        return making { $0.made.append(contentsOf: result) }
    }

    /// Each part between hyphens and behind an apostrophe with a capital; `'s` at the end stays small, `mc` gets two.
    private mutating func appendCapitalized(_ word: [UInt8], to result: inout [UInt8]) {
        for (number, part) in word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if number > 0 { result.append(UInt8(ascii: "-")) }
            for piece in Self.pieces(of: Array(part)) {
                let start = made.count
                made.append(contentsOf: piece)
                let capitalized = applyToLetters(
                    .capitalize, Text(origin: .made, start: start, end: made.count))
                result += octets(of: capitalized)
            }
        }
    }

    /// Where capitals go inside a part of a name.
    private static func pieces(of part: [UInt8]) -> [[UInt8]] {
        if part.count > 4, part.starts(with: "mc".utf8) { return [Array(part[..<2]), Array(part[2...])] }
        // U+2019 has three octets, of which the last two are no letters of their own.
        for mark in ["'", "\u{2019}"] {
            let mark = Array(mark.utf8)
            guard let first = part.indices.first(where: { part[$0...].starts(with: mark) }), first > 0 else {
                continue
            }
            let end = first + mark.count
            guard part.count - end > 1 else { return [part] }
            return [Array(part[..<end]), Array(part[end...])]
        }
        return [part]
    }
}
