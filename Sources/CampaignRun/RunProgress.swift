import Ledger
import SMTP
import Transport

/// Figures of a run while it goes on.
package struct RunProgress: Sendable {
    /// Recipients this run means to try.
    package let total: Int
    package private(set) var accepted = 0
    package private(set) var refused = 0
    package private(set) var deferred = 0
    package private(set) var inDoubt = 0
    package private(set) var invalid = 0
    package private(set) var skipped = 0
    /// TLS version and cipher, or nil while nothing is protected.
    package var protection: String?
    /// Why the last connection ended, while nothing has come through since.
    package var trouble: RelayFailure?

    /// Relays that cannot be used at the moment, while others may.
    package internal(set) var absences: [RelayFailure] = []

    /// What keeps the next message from being sent.
    package var pause: Pause?

    /// Connections that take messages.
    package internal(set) var connections = 0
    /// Messages that each of them may leave unanswered; nil where none goes ahead of its replies.
    package internal(set) var window: Int?
    /// When messages may start.
    package internal(set) var pace: PaceKeeper?
    /// What happened since the last look; empty unless it was asked for.
    package internal(set) var news: [RunNews] = []
    private var desk: NewsDesk?
    private let countsRetries: Bool
    /// Those that were turned away for now and are tried again in this run.
    package internal(set) var toRetry = 0

    /// - Parameters:
    ///   - countsRetries: those that are turned away for now may come again in this run.
    ///   - tellsNews: whether ``news`` is kept.
    package init(total: Int, countsRetries: Bool = true, tellsNews: Bool = false) {
        self.total = total
        self.countsRetries = countsRetries
        desk = tellsNews ? NewsDesk() : nil
    }

    package var done: Int { accepted + refused + deferred + inDoubt + invalid + skipped }

    mutating func count(_ settlement: Settlement, wording: some Wording) {
        if desk != nil, let item = settlement.news(wording: wording) { desk?.tell(item) }
        if countsRetries {
            toRetry += settlement.isToRetry ? 1 : 0
            guard settlement.retryAt == nil else { return }
        }
        switch settlement.ledgerVerdict {
        case .accepted: accepted += 1
        case .refused, .refusedUnsent: refused += 1
        case .deferred: deferred += 1
        case .inDoubt: inDoubt += 1
        case .invalid: invalid += 1
        case .skipped: skipped += 1
        case .released:
            // Left out for what an earlier attempt of it came to.
            if case .invalid = settlement.result { skipped += 1 }
        }
    }

    /// Nobody is tried again in this run: those that were turned away in it stay deferred.
    ///
    /// - Parameter outstanding: claims that have not come back.
    mutating func endRetries(outstanding: Int) {
        deferred += max(0, min(toRetry, total - done - outstanding))
        toRetry = 0
    }

    mutating func connected(slot: Int) { desk?.tell(.connected(slot: slot)) }

    /// - Parameter isTrouble: no other relay takes messages meanwhile.
    mutating func lost(slot: Int, _ failure: RelayFailure, isTrouble: Bool) {
        if isTrouble { trouble = failure }
        desk?.tell(.lost(slot: slot, failure))
    }

    mutating func takeNews() -> [RunNews] { desk?.take() ?? [] }

    mutating func count(_ claims: [ClaimedRecipient]) {
        guard countsRetries else { return }
        toRetry -= claims.count { $0.recipient.outcome == .deferred }
    }
}

extension Settlement {
    /// The row is to be tried again: by its time, or because another attempt at it came to nothing.
    fileprivate var isToRetry: Bool {
        retryAt != nil || ledgerVerdict == .released && claim.recipient.outcome == .deferred
    }
}
