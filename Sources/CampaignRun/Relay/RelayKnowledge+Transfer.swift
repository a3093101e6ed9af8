import Transport

extension RelayKnowledge {
    /// The same knowledge of a server that stands in for the relay.
    package func transferred(to address: RelayAddress) -> RelayKnowledge {
        RelayKnowledge(
            relay: Self.name(of: address), keywords: [], proof: proof, messages: messages, refusals: refusals,
            clean: clean, losses: losses, roundTrip: roundTrip, learnedAt: learnedAt)
    }
}
