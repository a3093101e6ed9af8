/// What a connection has carried so far.
struct Tally: Sendable {
    private(set) var begun = 0
    private(set) var offered = 0
    private(set) var accepted = 0
    private(set) var refusals = 0
    private(set) var refusalsInARow = 0

    mutating func noteOffer() { offered += 1 }
    mutating func noteBeginning() { begun += 1 }

    mutating func noteAcceptance() {
        accepted += 1
        refusalsInARow = 0
    }

    /// A refused MAIL, RCPT or message; the echoes behind it do not count.
    mutating func noteRefusal() {
        refusals += 1
        refusalsInARow += 1
    }

    func isOverBudget(_ configuration: SessionConfiguration) -> Bool {
        refusalsInARow >= configuration.refusalsInARow || refusals >= configuration.refusalsInAll
    }
}
