import DequeModule
import Ledger
import NIOCore
import SMTP
import Transport

/// One connection's share of the campaign.
///
/// It holds what was claimed for it, composes when the session has room and reports what came of each message.
/// It outlives the connections that are made for it, one after another.
///
/// Lives on its connection's event loop.
final class Lane: MessageSupplier {
    /// How many claims to hold ready.
    ///
    /// It grows when the session had to wait for a claim and never starts large:
    /// what is claimed but not yet sent when the process is killed will be called in doubt.
    static let largestLookahead = 32

    /// How long an outcome may wait on the way to the ledger.
    private static let longestHold = TimeAmount.milliseconds(5)

    private let slot: Int
    private let loop: any EventLoop
    private let maker: MessageMaker
    private let office: Office.Desk
    private var ready: Deque<ClaimedRecipient> = []
    private var inFlight: [ClaimedRecipient] = []
    private var settlements: [Settlement] = []
    private var lookahead = 1
    /// Claims asked for and not delivered yet.
    private var asked = 0
    private var isStarved = false
    private var handler: ConversationHandler?
    /// Whether the session takes messages: nothing is claimed for a connection that may never get that far.
    private var isOpen = false
    /// Told to leave; a connection that is still being made leaves when it stands.
    private var isLeaving = false
    private var isForMessages = true
    private var isReportHeld = false
    /// When the last answer came, as ``ClaimedRecipient/offeredAt`` counts.
    private var answeredAt: Int64 = 0

    init(slot: Int, assembly: Assembly, office: Office.Desk, loop: any EventLoop) {
        self.slot = slot
        self.loop = loop
        self.office = office
        maker = MessageMaker(assembly)
    }

    /// A connection is being made.
    func connecting(isForMessages: Bool) {
        isLeaving = false
        self.isForMessages = isForMessages
    }

    /// The conversation that begins; or does not, when the run ended meanwhile.
    func attach(_ handler: ConversationHandler) {
        self.handler = handler
        if isLeaving { handler.drain() }
    }

    /// Claims the office has committed for this lane.
    func deliver(_ claims: [ClaimedRecipient]) {
        asked = max(0, asked - claims.count)
        guard let handler else {
            release(claims)
            return report()
        }
        ready.append(contentsOf: claims)
        handler.resupply()
    }

    func drain() {
        isOpen = false
        isLeaving = true
        handler?.drain()
    }

    func abandon() {
        isLeaving = true
        handler?.abandon()
    }

    // MARK: MessageSupplier

    func nextMessage() -> OutgoingMessage? {
        while var claim = ready.popFirst() {
            switch compose(&claim) {
            case .success(let message):
                claim.offeredAt = Self.uptime
                inFlight.append(claim)
                return message
            case .failure(let failure):
                settlements.append(Settlement(claim: claim, result: failure.result, slot: slot))
            }
        }
        isStarved = true
        return nil
    }

    var keepsTranscript: Bool { office.keepsTranscript }

    func transcribed(_ lines: [TranscriptLine]) { office.transcribed(slot: slot, lines) }

    func conversationSecured(by tls: TLSDescription) {
        office.secured(slot: slot, version: tls.version, cipher: tls.cipher)
    }

    func conversationReady(_ capabilities: Capabilities) {
        guard isForMessages else { return }
        isOpen = true
        office.ready(slot: slot)
    }

    func finished(_ id: UInt64, _ verdict: Verdict) {
        guard let index = inFlight.firstIndex(where: { UInt64($0.recipient.row) == id }) else { return }
        let claim = inFlight.remove(at: index)
        // Those behind a late answer have theirs right after it.
        let wait = Self.uptime - max(claim.offeredAt, answeredAt)
        answeredAt = Self.uptime
        settlements.append(Settlement(claim: claim, result: .verdict(verdict), slot: slot, wait: wait))
    }

    private static var uptime: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    func turnEnded() {
        let isWorking = !inFlight.isEmpty || !settlements.isEmpty
        if isStarved, isWorking { lookahead = max(1, min(lookahead * 2, office.largestLookahead)) }
        report()
    }

    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) {
        handler = nil
        isOpen = false
        asked = 0
        release(Array(ready))
        ready.removeAll()
        report()
        office.ended(slot: slot, end, figures)
    }

    private struct Unsendable: Error {
        let result: Settlement.Result
    }

    private func compose(_ claim: inout ClaimedRecipient) -> Result<OutgoingMessage, Unsendable> {
        let recipient = claim.recipient
        do throws(RowProblem) {
            try maker.make(
                original: recipient.record, followers: recipient.followers, number: recipient.row,
                date: claim.date)
            if let digest = recipient.digest, digest != maker.message.digest { throw RowProblem.notApproved }
            try maker.sign(date: claim.date)
        } catch {
            return .failure(Unsendable(result: .invalid(error)))
        }
        claim.address = maker.message.recipients.first?.octets ?? []
        do {
            return .success(try maker.outgoing(as: UInt64(recipient.row)))
        } catch {
            return .failure(Unsendable(result: .unsendable(error)))
        }
    }

    private func release(_ claims: [ClaimedRecipient]) {
        for claim in claims {
            settlements.append(Settlement(claim: claim, result: .verdict(.notSent(.notStarted)), slot: slot))
        }
    }

    /// Hands over what came of messages and asks for as many claims as are missing, in one call.
    ///
    /// While claims lie ready, outcomes wait for a few others, at most ``longestHold``: a call to the office
    /// costs more than a message does.
    private func report() {
        let isUrgent = isStarved || inFlight.isEmpty
        isStarved = false
        let isLow = isUrgent || office.largestLookahead > 0 && ready.count * 2 < lookahead
        let wanted = isLow && handler != nil && isOpen ? max(0, lookahead - ready.count - asked) : 0
        guard wanted > 0 || !settlements.isEmpty else { return }
        if wanted == 0, !inFlight.isEmpty, settlements.count * 2 < lookahead { return holdReport() }
        submit(wanted: wanted, isUrgent: isUrgent)
    }

    private func holdReport() {
        guard !isReportHeld else { return }
        isReportHeld = true
        loop.assumeIsolated().scheduleTask(in: Self.longestHold) { [self] in
            isReportHeld = false
            if !settlements.isEmpty { submit(wanted: 0, isUrgent: false) }
        }
    }

    private func submit(wanted: Int, isUrgent: Bool) {
        asked += wanted
        let batch = settlements
        settlements.removeAll(keepingCapacity: true)
        office.submit(slot: slot, settlements: batch, wanted: wanted, isUrgent: isUrgent)
    }
}
