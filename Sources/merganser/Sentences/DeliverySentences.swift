import CampaignRun
import Composition

extension DeliveryOptionFault {
    var sentence: String {
        let reason =
            switch problem {
            case .pattern(let fault): fault.sentence
            case .unknownOccasion: "give failure, delay and success with commas between them, or never"
            case .unknownExtent: "give headers or full"
            }
        return "\(option) is “\(text.printable)”: \(reason)"
    }
}

extension PatternFault {
    fileprivate var sentence: String {
        switch self {
        case .notPrintable: "only ASCII letters, digits and signs can stand in it"
        case .unclosedBrace: "a { in it is never closed"
        case .unknownPlace(let name, let known):
            "{\(name.printable)} is not known here; there are "
                + known.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        case .address(let fault, let text):
            "it makes “\(text.printable)”, which is no address: \(fault.sentence)"
        case .envelopeIDTooLong(let octets):
            "it can take \(octets) octets once encoded, and an ENVID has 100 at the most; shorten it"
        case .scheme: "give a URL that begins with https:// or mailto:"
        case .notInURL: "a space, a quote, a comma, a backslash, < and > must be percent-encoded in a URL"
        case .noToken: "write {token} where the URL tells who unsubscribes"
        case .noKey: "{token} needs a key to be signed with; give --unsubscribe-key-file"
        case .repeatedScheme: "give one https: and one mailto: URL at the most"
        }
    }
}

extension UnsubscribeKeyFault {
    var sentence: String {
        switch self {
        case .tooShort(let path, let octets):
            "\(path.printable) holds \(octets) octets, and a key has \(UnsubscribeKey.shortest) or more; make one with: openssl rand -hex 32"
        case .changed(let path):
            "the key in \(path.printable) is not the one that the campaign began with; give that one with --unsubscribe-key-file"
        }
    }
}

extension UnsubscribeTokenFault {
    var sentence: String {
        switch self {
        case .malformed: "this is no unsubscribe token; something is missing from it, or was added"
        case .forged: "this token was not signed with that key"
        case .unknownVersion(let version): "this token is of version \(version), which is not known here"
        case .cryptography(let fault): fault.sentence
        }
    }
}
