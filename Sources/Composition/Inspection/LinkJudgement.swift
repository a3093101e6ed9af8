/// What is to be said of a link or an image that a message names.
enum LinkJudgement: Equatable {
    case empty
    case relative
    case plainHTTP

    /// Nil for one that is as it should be.
    ///
    /// - Parameter url: references decoded; a mark of a Liquid tag at its beginning is anything.
    init?(_ url: [UInt8], isImage: Bool = false) {
        let trimmed = url.drop { $0 <= 0x20 && $0 != MaskedTemplate.opening }
        guard let first = trimmed.first else {
            self = .empty
            return
        }
        guard first != MaskedTemplate.opening else { return nil }
        switch LinkTarget.scheme(of: trimmed) {
        case "http": self = .plainHTTP
        case "":
            if trimmed.elementsEqual("#".utf8) {
                self = .empty
            } else if first == UInt8(ascii: "#") || isImage || trimmed.starts(with: "//".utf8) {
                // A place in the message itself, or a file that is embedded.
                return nil
            } else {
                self = .relative
            }
        default: return nil
        }
    }
}
