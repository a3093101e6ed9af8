import Ledger

/// Who gets the next recipients.
extension Office {
    /// Takes up what is wanted and may start now; nothing of it is recorded yet.
    func claimWanted(at now: Int64) -> [(slot: Int, claims: [ClaimedRecipient])] {
        var deliveries: [(slot: Int, claims: [ClaimedRecipient])] = []
        guard schedule.isGoingOn, ledgerFailure == nil, logFailure == nil, !rest.isResting else {
            return deliveries
        }
        while let want = nextWant(at: now) {
            let claims = nextClaims(want.count, at: now)
            progress.count(claims)
            noteGiven(claims.count, to: want.slot)
            if !claims.isEmpty { deliveries.append((want.slot, claims)) }
            if claims.count < want.count {
                wants.prepend((want.slot, want.count - claims.count))
                break
            }
        }
        noteWants(at: now)
        if !deliveries.isEmpty, rest.pause == nil { progress.pause = nil }
        return deliveries
    }

    private func nextClaims(_ count: Int, at now: Int64) -> [ClaimedRecipient] {
        var claims: [ClaimedRecipient] = []
        do {
            try agenda.take(count, into: &claims, from: file, at: now)
        } catch {
            // What was read before can still be sent and recorded.
            fail(ledger: error)
        }
        return claims
    }
}
