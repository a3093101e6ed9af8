import Composition

/// The signatures of one message after another, for one ``MessageMaker``.
///
/// It trusts no signature until one has been verified: no signed message is handed out before one of this run has passed
/// the independent verifier.
struct MessageSignatures {
    private let signing: Signing
    private var scratch = DKIMScratch()
    private var isSigned = false
    /// What signing added to the message signed last.
    private var octets = 0

    init(_ signing: Signing) {
        self.signing = signing
    }

    var isProven: Bool { signing.isProven }

    /// What signing will add to the current message, by what it added to the last.
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
            if !signing.isProven { try signing.prove(message) }
        } catch {
            throw .signing(error)
        }
        octets = message.size - unsigned
        isSigned = true
    }
}
