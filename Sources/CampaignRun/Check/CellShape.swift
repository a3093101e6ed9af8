/// What a cell looks like, as far as spreadsheets are known to change it.
enum CellShape: Equatable {
    case digits(count: Int, isZeroLed: Bool)
    /// `1.23E+15`
    case exponent
    /// `2026-04-04`, `4.4.2026`, `4/4/26`
    case date
    /// `#REF!` and the like, or `####`.
    case errorValue
    case other

    private static let errorValues = [
        "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BEZUG!",
        "#NV", "#WERT!", "#VALEUR!", "#NOM?", "#NOMBRE?", "#¡REF!", "#¡VALOR!", "#RIF!",
    ].map { Array($0.utf8) }

    /// No cell of these shapes is longer.
    private static let longest = 24

    init(_ cell: ArraySlice<UInt8>) {
        self = .other
        guard let first = cell.first, cell.count <= Self.longest else { return }
        if first == UInt8(ascii: "#") {
            let isFilled = cell.count >= 3 && cell.allSatisfy { $0 == first }
            if isFilled || Self.errorValues.contains(where: { cell.elementsEqual($0) }) { self = .errorValue }
            return
        }
        guard Self.isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else { return }
        if cell.allSatisfy(Self.isDigit) {
            self = .digits(count: cell.count, isZeroLed: first == 0x30 && cell.count > 1)
        } else if Self.isExponent(cell) {
            self = .exponent
        } else if Self.isDate(cell) {
            self = .date
        }
    }

    private static func isDigit(_ octet: UInt8) -> Bool { 0x30...0x39 ~= octet }

    /// One digit, perhaps more behind a point or comma, and `E+` with digits: nobody types that.
    private static func isExponent(_ cell: ArraySlice<UInt8>) -> Bool {
        var rest = cell
        if let sign = rest.first, !isDigit(sign) { rest = rest.dropFirst() }
        guard let first = rest.first, isDigit(first) else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
            rest = rest.dropFirst().drop(while: isDigit)
        }
        guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "e"),
            rest.dropFirst().first == UInt8(ascii: "+")
        else { return false }
        let digits = rest.dropFirst(2)
        return (1...3).contains(digits.count) && digits.allSatisfy(isDigit)
    }

    /// Three numbers of up to four digits with the same sign between.
    private static func isDate(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let sign = cell.first(where: { !isDigit($0) }), "-./".utf8.contains(sign) else { return false }
        let parts = cell.split(separator: sign, omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(isDigit) }
    }
}

extension ArraySlice<UInt8> {
    /// A cell for people; nobody reads more of it.
    var excerpt: String {
        let shown = String(decoding: prefix(60), as: UTF8.self)
        return count > 60 ? shown + "…" : shown
    }
}
