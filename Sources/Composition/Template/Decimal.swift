/// A number of the template language: exact decimal digits, so that 0.1 plus 0.2 is 0.3 on every invoice.
///
/// Its value is `coefficient` divided by ten to the power of `scale`. A scale of 0 means a whole number, which
/// divides as one; `5.0` is not a whole number, and stays `5.0`.
struct Decimal: Sendable {
    /// Fewer than 19 digits.
    let coefficient: Int64
    /// From 0 to 18.
    let scale: UInt8

    static let zero = Decimal(0 as Int)

    /// The most digits a number has.
    static let digitLimit = 18
    /// The most digits that a division yields, as many as others print of a floating-point number.
    private static let quotientDigits = 16
    private static let coefficientLimit: Int128 = 1_000_000_000_000_000_000

    private init(coefficient: Int64, scale: UInt8) {
        self.coefficient = coefficient
        self.scale = scale
    }

    /// A whole number; one of more digits than there may be is cut to the nearest that fits.
    init(_ whole: Int) {
        let limit = Int64(Self.coefficientLimit - 1)
        self.init(coefficient: min(max(Int64(whole), -limit), limit), scale: 0)
    }

    /// Rounds away digits behind the point until the number fits; nil if it has too many before it.
    private init?(_ coefficient: Int128, scale: Int) {
        var coefficient = coefficient
        var scale = scale
        while coefficient.magnitude >= Self.coefficientLimit || scale > Self.digitLimit {
            guard scale > 1 else { return nil }
            coefficient = Self.dividedRounding(coefficient, by: 10)
            scale -= 1
        }
        // 1.50 is written 1.5, and 2.00 is written 2.0.
        while scale > 1, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.init(coefficient: Int64(coefficient), scale: UInt8(max(scale, 0)))
    }

    /// Reads `-?digits(.digits)?` with white space around it; nil for anything else, and for more digits than fit.
    init?(parsing octets: some Sequence<UInt8>) {
        var reader = DecimalReader()
        for octet in octets where !reader.take(octet) { return nil }
        guard let (coefficient, scale) = reader.result else { return nil }
        self.init(Int128(coefficient), scale: scale)
    }

    var isWhole: Bool { scale == 0 }

    /// The number without what follows the point.
    var truncated: Int {
        Int(Int128(coefficient) / Self.power(Int(scale)))
    }

    private static func power(_ exponent: Int) -> Int128 {
        var result: Int128 = 1
        for _ in 0..<max(exponent, 0) { result *= 10 }
        return result
    }

    /// Divides, rounding halves away from zero; `divisor` is positive.
    private static func dividedRounding(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
        return dividend < 0 ? quotient - 1 : quotient + 1
    }

    /// Divides, rounding down.
    private static func dividedDown(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}

// MARK: - Order

extension Decimal: Comparable {
    // 18 digits with 18 zeros behind them still fit in an Int128.
    private func coefficient(besides other: Decimal) -> Int128 {
        Int128(coefficient) * Self.power(Int(other.scale))
    }

    static func == (first: Decimal, second: Decimal) -> Bool {
        first.coefficient(besides: second) == second.coefficient(besides: first)
    }

    static func < (first: Decimal, second: Decimal) -> Bool {
        first.coefficient(besides: second) < second.coefficient(besides: first)
    }
}

// MARK: - Calculation, with nil for a result of too many digits

extension Decimal {
    func adding(_ other: Decimal) -> Decimal? {
        let common = max(scale, other.scale)
        let sum = rescaled(to: common) + other.rescaled(to: common)
        return Decimal(sum, scale: Int(common))
    }

    func multiplied(by other: Decimal) -> Decimal? {
        let product = Int128(coefficient) * Int128(other.coefficient)
        return Decimal(product, scale: Int(scale) + Int(other.scale))
    }

    /// Whole numbers divide to a whole number, rounded down; nil also for a divisor of zero.
    func divided(by other: Decimal) -> Decimal? {
        guard other.coefficient != 0 else { return nil }
        guard !isWhole || !other.isWhole else {
            return Decimal(Self.dividedDown(Int128(coefficient), by: Int128(other.coefficient)), scale: 0)
        }
        let shift = Self.quotientDigits - Self.digitCount(coefficient) + Self.digitCount(other.coefficient)
        let sign: Int128 = other.coefficient < 0 ? -1 : 1
        let dividend = Int128(coefficient) * sign * Self.power(shift)
        let divisor = Int128(other.coefficient) * sign * Self.power(-shift)
        var quotient = Self.dividedRounding(dividend, by: divisor)
        var scale = Int(self.scale) - Int(other.scale) + shift
        while quotient.magnitude >= 10_000_000_000_000_000, scale > 1 {
            quotient = Self.dividedRounding(quotient, by: 10)
            scale -= 1
        }
        return scale >= 1
            ? Decimal(quotient, scale: scale) : Decimal(quotient * Self.power(1 - scale), scale: 1)
    }

    /// What is left of a division rounded down, with the sign of the divisor; nil also for a divisor of zero.
    func remainder(dividingBy other: Decimal) -> Decimal? {
        guard other.coefficient != 0 else { return nil }
        let common = max(scale, other.scale)
        let (dividend, divisor) = (rescaled(to: common), other.rescaled(to: common))
        return Decimal(dividend - divisor * Self.dividedDown(dividend, by: divisor), scale: Int(common))
    }

    var negated: Decimal { Decimal(coefficient: -coefficient, scale: scale) }

    var magnitude: Decimal { coefficient < 0 ? negated : self }

    /// Rounds to `places` behind the point, halves away from zero; without any, the result is a whole number.
    func rounded(to places: Int) -> Decimal {
        guard places < Int(scale) else { return self }
        let dropped = Int(scale) - max(places, 0)
        let kept = Self.dividedRounding(Int128(coefficient), by: Self.power(dropped))
        guard places < 0 else { return Decimal(kept, scale: places) ?? self }
        guard places > -Self.digitLimit else { return .zero }
        let unit = Self.power(-places)
        return Decimal(
            Self.dividedRounding(Int128(coefficient), by: Self.power(Int(scale)) * unit) * unit, scale: 0)
            ?? self
    }

    /// The greatest whole number that is not greater.
    var floor: Decimal {
        Decimal(Self.dividedDown(Int128(coefficient), by: Self.power(Int(scale))), scale: 0) ?? self
    }

    /// The smallest whole number that is not smaller.
    var ceiling: Decimal { negated.floor.negated }

    private func rescaled(to scale: UInt8) -> Int128 {
        Int128(coefficient) * Self.power(Int(scale) - Int(self.scale))
    }

    private static func digitCount(_ number: Int64) -> Int {
        var count = 1
        var rest = number.magnitude / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}

// MARK: - Text

extension Decimal {
    /// Appends the digits, with a point if the number is not whole.
    func append(to output: inout [UInt8]) {
        if coefficient < 0 { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = coefficient.magnitude
        var count = 0
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
            count += 1
            if count == Int(scale) { output.append(UInt8(ascii: ".")) }
        } while rest > 0 || count <= Int(scale)
        output[start...].reverse()
    }
}

/// Reads a number octet by octet, wherever they come from.
struct DecimalReader {
    private enum State {
        case before, sign, digits, point, fraction, after
    }

    private var state = State.before
    private var isNegative = false
    private var coefficient: Int64 = 0
    private var digits = 0
    private var scale = 0

    /// False when the octets so far begin no number.
    mutating func take(_ octet: UInt8) -> Bool {
        switch (state, octet) {
        case (.before, 0x20), (.after, 0x20): break
        case (.digits, 0x20), (.fraction, 0x20): state = .after
        case (.before, UInt8(ascii: "-")):
            state = .sign
            isNegative = true
        case (.digits, UInt8(ascii: ".")): state = .point
        case (.before, 0x30...0x39), (.sign, 0x30...0x39), (.digits, 0x30...0x39):
            state = .digits
            return add(octet)
        case (.point, 0x30...0x39), (.fraction, 0x30...0x39):
            state = .fraction
            scale += 1
            return add(octet)
        default: return false
        }
        return true
    }

    private mutating func add(_ digit: UInt8) -> Bool {
        if coefficient > 0 || digit != UInt8(ascii: "0") { digits += 1 }
        guard digits <= Decimal.digitLimit, scale <= Decimal.digitLimit else { return false }
        coefficient = coefficient &* 10 &+ Int64(digit & 0x0F)
        return true
    }

    /// What was read, if it is a number.
    var result: (coefficient: Int64, scale: Int)? {
        switch state {
        case .digits, .fraction, .after: (isNegative ? -coefficient : coefficient, scale)
        case .before, .sign, .point: nil
        }
    }
}
