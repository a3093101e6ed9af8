/// What an address that is not ASCII may be written with.
enum AddressScalars {
    /// Refuses what is not UTF-8, and characters that nobody sees: two addresses that look the same would be two.
    static func check(_ text: ArraySlice<UInt8>) throws(AddressFault) {
        if let index = UTF8Text.firstFault(in: text) { throw .notUTF8(at: index - text.startIndex + 1) }
        var position = 1
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            guard !isInvisible(scalar) else { throw .invisible(scalar, at: position) }
            position += UTF8.width(scalar)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        // C1 controls and the no-break space; spaces, marks of direction and separators of U+20xx.
        switch scalar.value {
        case ..<0x80: false
        case 0x80...0xA0, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x3000, 0xFEFF: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
