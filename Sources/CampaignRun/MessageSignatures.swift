import Composition

/// The signatures of one message after another, for one ``MessageMaker``.
///
/// It trusts no signature until it has verified one: a message is handed out signed only after one of this maker's own
/// has passed the independent verifier.
struct MessageSignatures {
    private let signing: Signing
    private var scratch = DKIMScratch()
    private var isSigned = false
    /// What signing added to the message that was verified.
    private var octets = 0
    /// Whether a signed message has been verified.
    private(set) var isProven = false

    init(_ signing: Signing) {
        self.signing = signing
    }

    /// What signing will add to the current message.
    var expectedOctets: Int { isSigned ? 0 : octets }

    /// A new message, not signed yet.
    mutating func begin(_ message: Message) throws(RowProblem) {
        isSigned = false
        do {
            try signing.check(message)
        } catch {
            throw .signing(error)
        }
    }

    /// Signs the message, once.
    mutating func sign(_ message: inout Message, date: Int64) throws(RowProblem) {
        guard !isSigned else { return }
        let unsigned = message.size
        do {
            try signing.sign(&message, date: date, scratch: &scratch)
            if !isProven { try signing.verify(message) }
        } catch {
            throw .signing(error)
        }
        if !isProven { octets = message.size - unsigned }
        isSigned = true
        isProven = true
    }
}
