/// How the fields of a list are set apart.
///
/// The quote is always `"`; lines end in LF or CR LF.
package struct Dialect: Equatable, Hashable, Sendable {
    /// The octet between two fields.
    package var delimiter: UInt8

    /// A dialect with this delimiter; `,` `;` TAB and `|` are those that `detect` knows.
    package init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// The octet that opens and closes a field which may hold delimiters and line ends.
    static let quote = UInt8(ascii: "\"")

    /// The delimiters that are looked for; of two that fit equally well, the earlier one is taken.
    static let candidates: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]
}
